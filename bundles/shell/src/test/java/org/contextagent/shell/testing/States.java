package org.contextagent.shell.testing;

import java.time.Instant;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;

/** States with fixed versions and time. */
public final class States {

    private States() {}

    public static State of(Facts facts) {
        return new State("0.1.0", facts, "", Instant.parse("2026-11-24T08:00:00Z"), State.SENSOR_VERSION);
    }
}
