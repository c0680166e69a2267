/** Who asks the sensors and when: one agent a workspace. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package org.contextagent.api.agent;
