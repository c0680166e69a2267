package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private final BackOff backOff = new BackOff();

    private int spared(Duration interval) {
        backOff.failed(interval);
        int spared = 0;
        while (backOff.spares()) {
            spared++;
        }
        return spared;
    }

    private List<Integer> spared(Duration interval, int times) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(spared(interval));
        }
        return all;
    }

    @Test
    @DisplayName("A3 the time between two calls doubles from polling_interval up to a minute")
    void the_time_doubles_up_to_a_minute() {
        assertEquals(List.of(0, 1, 3, 7, 11, 11), spared(Duration.ofSeconds(5), 6));
    }

    @Test
    void an_interval_of_more_than_a_minute_spares_no_poll() {
        assertEquals(List.of(0, 0, 0), spared(Duration.ofMinutes(5), 3));
    }

    @Test
    void it_starts_anew_after_a_reset_and_never_overflows() {
        spared(Duration.ofMillis(1), 100);
        assertEquals(59_999, spared(Duration.ofMillis(1)));
        backOff.reset();
        assertFalse(backOff.spares());
        assertEquals(0, spared(Duration.ofMillis(1)));
    }
}
