/** What is told: the events made of changes, their handlers and the log of the newest ones. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package org.contextagent.api.event;
