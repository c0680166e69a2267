/** Who asks the sensors and when: one agent a workspace, the sessions in it, and what is handed to the state store. */
@org.jspecify.annotations.NullMarked
package org.contextagent.agent;
