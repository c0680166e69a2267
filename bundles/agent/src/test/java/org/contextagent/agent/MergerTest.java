package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.contextagent.agent.Merger.Contribution;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.state.Facts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergerTest {

    private static Contribution said(String name, int ranking, long id, Reading reading) {
        AgentClock clock = new AgentClock();
        BoundSensor sensor = new BoundSensor(
                new FakeSensor(name), name, Scope.WORKSPACE, ranking, id, new SensorLane(new SensorRunner(clock)));
        return new Contribution(sensor, reading);
    }

    private static Reading good(Map<String, ?> facts) {
        return new Reading(Facts.of(facts), true, null);
    }

    @Test
    void the_higher_ranking_wins_then_the_one_registered_first() {
        assertEquals(
                Facts.of(Map.of("a", "high", "b", "first", "c", "second")),
                Merger.merged(List.of(
                        said("second", 0, 2, good(Map.of("a", "second", "b", "second", "c", "second"))),
                        said("high", 1, 3, good(Map.of("a", "high"))),
                        said("first", 0, 1, good(Map.of("a", "first", "b", "first"))))));
    }

    @Test
    @DisplayName("A3 each reading that is an old one is marked under its sensor's name")
    void old_readings_are_marked() {
        Reading old = good(Map.of("a", "x")).failed("broken").failed("otherwise");
        assertEquals(
                Facts.of(Map.of("a", "x", "stale.script-a", "broken", "stale.never", "no")),
                Merger.merged(List.of(
                        said("script-a", 0, 1, old),
                        said("never", 0, 2, Reading.NONE.failed("no")),
                        said("fresh", 0, 3, Reading.NONE))));
    }

    @Test
    void a_fact_that_leads_to_others_of_a_better_sensor_gives_way() {
        assertEquals(
                Facts.of(Map.of("a.b", "better")),
                Merger.merged(List.of(
                        said("plain", 0, 1, good(Map.of("a", "plain"))),
                        said("nested", 1, 2, good(Map.of("a.b", "better"))))));
    }
}
