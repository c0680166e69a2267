/** Neighbours for the tests of this bundle: a real framework with the real ConfigAdmin, a log to read in. */
@org.jspecify.annotations.NullMarked
package org.contextagent.config.testing;
