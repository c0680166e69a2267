/** What tests of the assembled runtime stand on. */
@org.jspecify.annotations.NullMarked
package org.contextagent.runtime.testing;
