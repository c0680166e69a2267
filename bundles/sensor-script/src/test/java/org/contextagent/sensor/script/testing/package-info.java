/** What the tests of the script sensor share. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.script.testing;
