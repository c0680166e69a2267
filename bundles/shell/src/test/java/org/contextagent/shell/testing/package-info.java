/** Neighbours of the commands, made by hand. */
@org.jspecify.annotations.NullMarked
package org.contextagent.shell.testing;
