/** Fakes and tools of the tests. */
@org.jspecify.annotations.NullMarked
package org.contextagent.statusline.testing;
