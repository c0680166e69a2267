package org.contextagent.api.sensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SensorTest {

    private static final Target TARGET = Target.of(Path.of("/home/dev/a"));

    @Test
    @DisplayName("A5 readings of a workspace and of a session in it go into states of their own")
    void readings_go_into_states_of_their_own() {
        Target session = Target.of(Path.of("/home/dev/./a"), "s1");

        assertEquals(Path.of("/home/dev/a"), session.workspace(), "paths are normalised");
        assertEquals(StateKey.workspace(Path.of("/home/dev/a")), TARGET.key());
        assertEquals(StateKey.session("s1"), session.key());
        assertThrows(IllegalArgumentException.class, () -> Target.of(Path.of("relative")));
    }

    @Test
    void a_sensor_is_one_of_workspaces_that_cannot_tell_of_changes_unless_it_says_so() {
        Sensor sensor = new Sensor() {
            @Override
            public String name() {
                return "plain";
            }

            @Override
            public Facts sense(Target target) {
                return Facts.NONE;
            }
        };
        List<String> told = new ArrayList<>();

        assertEquals(Sensor.Scope.WORKSPACE, sensor.scope());
        try (Sensor.Watch watch = sensor.watch(TARGET, () -> told.add("again"))) {
            assertSame(Sensor.Watch.NONE, watch);
        }
        assertTrue(told.isEmpty());
    }

    @Test
    void a_sensor_of_documents_is_one_of_sessions() {
        DocumentSensor sensor = new DocumentSensor() {
            @Override
            public String name() {
                return "documents";
            }

            @Override
            public Facts sense(Target target) {
                return Facts.NONE;
            }

            @Override
            public Accepted accept(ToolDocument document) {
                return new Accepted(Target.of(document.directory()), false);
            }

            @Override
            public Preview preview(ToolDocument document) {
                return new Preview(Target.of(document.directory()), Facts.NONE);
            }

            @Override
            public void forget(String session) {}
        };

        assertEquals(Sensor.Scope.SESSION, sensor.scope());
        assertEquals(
                TARGET,
                sensor.accept(new ToolDocument("{}", Path.of("/home/dev/a"))).target());
    }

    @Test
    void errors_say_to_a_person_what_was_wrong() {
        assertEquals("HEAD is missing", new SensorException("HEAD is missing").getMessage());
        Exception cause = new IllegalStateException();
        assertSame(cause, new SensorException("HEAD is missing", cause).getCause());
        assertEquals("no sensor", new NoReadingException("no sensor").getMessage());
    }
}
