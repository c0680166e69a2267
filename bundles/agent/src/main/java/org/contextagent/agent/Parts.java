package org.contextagent.agent;

import java.time.Clock;
import java.util.function.Supplier;

/**
 * What all parts of the agent share.
 *
 * @param options the options that hold now
 * @param clock its thread for what happens at its time
 * @param runner its threads that sensors are called on
 * @param time tells the time of day
 */
record Parts(Supplier<AgentOptions> options, AgentClock clock, SensorRunner runner, Clock time) {}
