/** The agent's commands: for the local socket, {@code context-agent} and Gogo alike. */
@org.jspecify.annotations.NullMarked
package org.contextagent.shell;
