/** What the tests of the session sensor share. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.session.testing;
