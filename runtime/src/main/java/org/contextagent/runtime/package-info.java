/** Starts the agent: prepares the user's folders, runs the framework, says when it is ready and ends it in time. */
@org.jspecify.annotations.NullMarked
package org.contextagent.runtime;
