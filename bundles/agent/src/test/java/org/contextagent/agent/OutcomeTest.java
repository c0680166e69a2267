package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.state.Facts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static String problem(Exception e) {
        return String.valueOf(Outcome.of(() -> {
                    throw e;
                })
                .problem());
    }

    @Test
    void facts_come_with_the_time_they_took() {
        Outcome outcome = Outcome.of(() -> Facts.NONE);
        assertEquals(Facts.NONE, outcome.facts());
        assertNull(outcome.problem());
        assertNotNull(outcome.took());
    }

    @Test
    @DisplayName("A3 the reason of a failure is one short line that is safe to print")
    void reasons_are_short_and_safe() {
        assertEquals("cannot read it", problem(new SensorException("cannot\nread\u001b it")));
        assertEquals("failed: boom", problem(new IllegalStateException("boom")));
        assertEquals("failed: IllegalStateException", problem(new IllegalStateException()));
        assertEquals("failed: SensorException", problem(new SensorException(" ")));
        assertEquals("was interrupted", problem(new InterruptedException()));
        assertTrue(Thread.interrupted());
        assertEquals("gave no reading", Outcome.of(() -> null).problem());
        assertEquals("no answer within 5 s", Outcome.late(Duration.ofSeconds(5)).problem());
        assertEquals(
                "no answer within 0.25 s", Outcome.late(Duration.ofMillis(250)).problem());
    }

    @Test
    @DisplayName("A3 a long reason is cut, but never within a character")
    void long_reasons_are_cut() {
        String cut = problem(new SensorException("x".repeat(400)));
        assertEquals(160, cut.length());
        assertTrue(cut.endsWith("x…"));
        String between = problem(new SensorException("x".repeat(158) + "😀".repeat(20)));
        assertEquals("x".repeat(158) + "…", between);
        assertEquals(160, problem(new SensorException("y".repeat(160))).length());
    }
}
