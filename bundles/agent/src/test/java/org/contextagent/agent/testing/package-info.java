/** Sensors, a state store and a whole agent for tests. */
@org.jspecify.annotations.NullMarked
package org.contextagent.agent.testing;
