/** The one place that knows what is safe to print and how wide it is. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package org.contextagent.api.text;
