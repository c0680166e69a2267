/** What is known: facts, the states made of them, what changed between two states, and where they are kept. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package org.contextagent.api.state;
