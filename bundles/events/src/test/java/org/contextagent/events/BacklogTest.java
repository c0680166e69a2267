package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.contextagent.events.testing.Eventually;
import org.contextagent.events.testing.RecordingHandler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static ContextEvent event(long seq) {
        return new ContextEvent(seq, new UUID(0, seq), EventType.STATE_UPDATED, Instant.EPOCH, null, null, Map.of());
    }

    @Test
    @DisplayName("E7 events that nobody takes do not pile up without end: the oldest go")
    void events_that_nobody_takes_do_not_pile_up() throws InterruptedException {
        Backlog backlog = new Backlog();
        for (int seq = 1; seq <= Backlog.CAPACITY + 10; seq++) {
            backlog.offer(event(seq));
        }

        assertEquals(Backlog.CAPACITY, backlog.size());
        assertEquals(11, backlog.take().seq());
    }

    @Test
    void at_the_end_what_is_left_is_taken_and_then_nothing() throws InterruptedException {
        Backlog backlog = new Backlog();
        backlog.offer(event(1));
        backlog.end();

        assertEquals(1, backlog.take().seq());
        assertNull(backlog.take());
    }

    @Test
    @DisplayName("E7 a handler is told of events that were dropped before they came to it")
    void a_handler_is_told_of_events_that_were_dropped_before() {
        RecordingHandler handler = new RecordingHandler();
        Lane lane = new Lane(1, "gap", handler, () -> new Lane.Limits(Duration.ofSeconds(60), 10));
        lane.start();
        lane.offer(event(5));
        lane.offer(event(6));
        lane.offer(event(10));
        lane.finish();
        lane.offer(event(11));

        Eventually.until(() -> handler.count() == 3);
        assertEquals(List.of("event 5", "event 6", "missed 3", "event 10"), handler.log());
        assertEquals(3L, lane.describe().get("dropped"));
    }
}
