/** Hand-written neighbours for the tests of the state store. */
@org.jspecify.annotations.NullMarked
package org.contextagent.state.testing;
