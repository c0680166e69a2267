/** The workspace: path, name, project. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.cwd;
