package org.contextagent.state.testing;

import java.time.Instant;
import java.util.Map;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;

/** Makes states. */
public final class States {

    private States() {}

    /** A state with one fact, {@code n}. */
    public static State number(long n) {
        return with(Map.of("n", n));
    }

    public static State with(Map<String, ?> facts) {
        return new State("0.1.0", Facts.of(facts), "", Instant.EPOCH, State.SENSOR_VERSION);
    }

    /** The same facts with another time and another line. */
    public static State later(State state) {
        return new State(
                state.agentVersion(),
                state.facts(),
                state.display() + ".",
                state.lastUpdated().plusSeconds(1),
                state.sensorVersion());
    }
}
