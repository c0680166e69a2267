/** The repository of a workspace: read as git reads it, without running anything and without writing. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.git;
