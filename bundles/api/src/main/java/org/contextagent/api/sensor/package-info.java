/** How facts come in: sensors, what they are asked about, and the documents that AI tools send. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package org.contextagent.api.sensor;
