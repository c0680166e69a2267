/** Hand-written neighbours for the tests of the events. */
@org.jspecify.annotations.NullMarked
package org.contextagent.events.testing;
