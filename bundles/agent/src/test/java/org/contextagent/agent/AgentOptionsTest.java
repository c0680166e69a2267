package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AgentOptionsTest {

    @Test
    void seconds_become_durations() {
        AgentOptions options = AgentOptions.of(0.25, 5, 7200, "/home/dev/../other");
        assertEquals(Duration.ofMillis(250), options.pollingInterval());
        assertEquals(Duration.ofSeconds(5), options.sensorTimeout());
        assertEquals(Duration.ofHours(2), options.sessionTimeout());
        assertEquals(Optional.of(Path.of("/home/other")), options.workspace());
        assertEquals(Duration.ofSeconds(7), options.patience());
    }

    @Test
    @DisplayName("C1 a value that is not valid is replaced by the default")
    void what_is_not_valid_is_replaced_by_the_default() {
        AgentOptions options = AgentOptions.of(0, -1, Double.NaN, "nul\0");
        assertEquals(Duration.ofSeconds(5), options.pollingInterval());
        assertEquals(Duration.ofSeconds(5), options.sensorTimeout());
        assertEquals(Duration.ofHours(2), options.sessionTimeout());
        assertEquals(Optional.empty(), options.workspace());
    }

    @Test
    void tiny_and_huge_values_are_held_to_what_a_clock_can_do() {
        AgentOptions options = AgentOptions.of(1e-12, Double.POSITIVE_INFINITY, 1e300, " ");
        assertEquals(Duration.ofMillis(1), options.pollingInterval());
        assertEquals(Duration.ofDays(3650), options.sensorTimeout());
        assertEquals(Duration.ofDays(3650), options.sessionTimeout());
        assertEquals(Optional.empty(), options.workspace());
    }
}
