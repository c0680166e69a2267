/** Tests of the launcher, and of the assembled runtime: in the container and from outside. */
@org.jspecify.annotations.NullMarked
package org.contextagent.runtime;
