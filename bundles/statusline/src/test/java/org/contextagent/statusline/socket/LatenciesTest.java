package org.contextagent.statusline.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void without_requests_there_is_nothing_to_tell() {
        assertEquals(0, latencies.micros(0.5));
        assertEquals(0, latencies.count());
    }

    @Test
    void parts_are_of_the_last_requests_alone() {
        for (int i = 0; i < 5_000; i++) {
            latencies.add(1_000_000_000);
        }
        for (int micros = 1; micros <= 1_024; micros++) {
            latencies.add(micros * 1_000L);
        }
        assertEquals(512, latencies.micros(0.5));
        assertEquals(1_014, latencies.micros(0.99));
        assertEquals(1_024, latencies.micros(1));
        assertEquals(1, latencies.micros(0));
        assertEquals(6_024, latencies.count());
        latencies.reset();
        assertEquals(0, latencies.micros(0.99));
    }
}
