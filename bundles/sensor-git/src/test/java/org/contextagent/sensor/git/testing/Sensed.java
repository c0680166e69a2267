package org.contextagent.sensor.git.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;

/** What the sensor says, beside what git says. */
public final class Sensed {

    private final Sensor sensor;

    public Sensed(Sensor sensor) {
        this.sensor = sensor;
    }

    public Facts facts(Path folder) {
        try {
            return sensor.sense(Target.of(folder));
        } catch (Exception e) {
            throw new AssertionError("sensing " + folder + " failed", e);
        }
    }

    /** Fails unless the sensor says what git says; gives what the sensor says. */
    public Facts sameAsGit(Path folder) {
        Facts facts = facts(folder);
        Map<String, Object> compared = new TreeMap<>(facts.asMap());
        compared.keySet()
                .removeAll(java.util.List.of(Fact.GIT_OPERATION_STEP, Fact.GIT_OPERATION_STEPS, Fact.GIT_REBASING));
        assertEquals(new TreeMap<>(GitTruth.of(folder)), compared, () -> "in " + folder);
        return facts;
    }
}
