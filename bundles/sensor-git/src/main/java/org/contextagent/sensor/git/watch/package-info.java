/** Tells when to look again. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.git.watch;
