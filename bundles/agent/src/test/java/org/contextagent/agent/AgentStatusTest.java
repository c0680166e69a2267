package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.status.Status;
import org.junit.jupiter.api.Test;

class AgentStatusTest {

    private static SensorStatus sensor(Target target, Optional<String> problem) {
        return new SensorStatus("git", target, Optional.empty(), Optional.empty(), 0, problem, false);
    }

    @Test
    void all_is_well() {
        Status status = AgentStatus.of(1, 2, List.of(sensor(Target.of(Path.of("/w")), Optional.empty())), 0);
        assertEquals(Status.Level.OK, status.level());
        assertEquals("1 workspaces, 2 sessions, 1 sensors", status.message());
        assertEquals(List.of(), status.details().get("problems"));
        assertEquals(2, status.details().get("sessions"));
    }

    @Test
    void the_first_problem_is_named_and_the_others_are_counted() {
        SensorStatus bad = sensor(Target.of(Path.of("/w"), "s1"), Optional.of("broken"));
        assertEquals(
                "sensor git: broken, for session s1",
                AgentStatus.of(1, 1, List.of(bad), 0).message());
        Status many = AgentStatus.of(1, 1, Collections.nCopies(30, bad), 3);
        assertEquals("sensor git: broken, for session s1, and 29 more", many.message());
        assertEquals(20, ((List<?>) many.details().get("problems")).size());
        assertEquals(3, many.details().get("hanging_threads"));
    }

    @Test
    void threads_of_sensors_that_went_and_missing_sensors_are_worth_a_look() {
        assertEquals(
                "2 threads hang in sensors that went",
                AgentStatus.of(0, 0, List.of(), 2).message());
        assertEquals(Status.Level.WARN, AgentStatus.of(1, 0, List.of(), 0).level());
    }
}
