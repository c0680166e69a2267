package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.contextagent.api.config.Option;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.StateKey;
import org.contextagent.events.testing.Changes;
import org.contextagent.events.testing.Eventually;
import org.contextagent.events.testing.RecordingHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final StateKey SESSION = StateKey.session("s1");

    @TempDir
    Path folder;

    private final EventsStatus status = new EventsStatus();
    private final RecordingHandler handler = new RecordingHandler();
    private Journal journal;
    private Delivery delivery;
    private Events events;
    private Changes changes;

    @BeforeEach
    void open() {
        journal = new Journal(status, folder.resolve("events.seq"), Clock.systemUTC());
        delivery = new Delivery(journal, status, new Lane.Limits(Duration.ofSeconds(60), 1_000));
        events = new Events(journal, delivery, threshold(80), Clock.fixed(NOW, ZoneOffset.UTC));
        changes = new Changes(events);
        delivery.bindHandler(handler, Map.of("service.id", 1L));
    }

    @AfterEach
    void close() {
        delivery.deactivate();
        journal.deactivate();
    }

    private static Events.Options threshold(int percent) {
        return new Events.Options() {
            @Override
            public int context__threshold() {
                return percent;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Events.Options.class;
            }
        };
    }

    private List<ContextEvent> await(int count) {
        Eventually.until(() -> handler.count() >= count, () -> "only " + handler.count() + " of " + count);
        return handler.events();
    }

    private static List<String> names(List<ContextEvent> events) {
        return events.stream().map(event -> event.type().wireName()).toList();
    }

    @Test
    @DisplayName("E4 the events of a change are delivered and in the log, the specific ones before state_updated")
    void the_events_of_a_change_are_delivered_and_in_the_log() {
        changes.accept(SESSION, Map.of(Fact.MODEL, "A", Fact.USAGE_PCT, 10));
        changes.accept(SESSION, Map.of(Fact.MODEL, "B", Fact.USAGE_PCT, 90));

        List<ContextEvent> logged = journal.read(0, Optional.empty(), 10);
        assertEquals(List.of("state_updated", "model_changed", "context_threshold", "state_updated"), names(logged));
        assertEquals(logged, await(4));
        assertEquals("events", events.name());
    }

    @Test
    @DisplayName("E5 the threshold is an option of the agent, and its change at run time counts")
    void a_change_of_the_threshold_counts() {
        assertEquals(
                Option.CONTEXT_THRESHOLD.defaultValue(),
                Optional.of(Long.valueOf(defaultThreshold())),
                "without configuration the option's default counts");
        changes.accept(SESSION, Map.of(Fact.USAGE_PCT, 75));
        changes.accept(StateKey.session("over"), Map.of(Fact.USAGE_PCT, 75));
        events.forgotten(StateKey.session("over"));

        events.modified(threshold(70));
        events.modified(threshold(60));

        List<ContextEvent> told = await(3);
        assertEquals(List.of("state_updated", "state_updated", "context_threshold"), names(told));
        assertEquals(NOW, told.get(2).timestamp());
        assertEquals(Map.of("session_id", "s1", "threshold", 70L), told.get(2).metadata());
        changes.accept(SESSION, Map.of(Fact.USAGE_PCT, 76));
        assertEquals(4, await(4).size());
    }

    private static int defaultThreshold() {
        try {
            return (int)
                    Events.Options.class.getDeclaredMethod("context__threshold").getDefaultValue();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("E9 many states at once from many threads: each change is reported exactly once and in order per key")
    void each_change_is_reported_once_and_in_order_per_key() throws InterruptedException {
        int keys = 20;
        int states = 250;
        List<Thread> writers = new ArrayList<>();
        for (int k = 0; k < keys; k++) {
            StateKey key = StateKey.session("s" + k);
            writers.add(new Thread(() -> {
                for (int n = 1; n <= states; n++) {
                    changes.accept(key, Map.of("n", n));
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        List<ContextEvent> told = await(keys * states);
        assertEquals(keys * states, told.size());
        assertEquals(
                LongStream.rangeClosed(1, (long) keys * states).boxed().toList(),
                told.stream().map(ContextEvent::seq).toList());
        assertEquals(
                keys * states, told.stream().map(ContextEvent::id).distinct().count());
        Map<Object, Long> newest = new HashMap<>();
        for (ContextEvent event : told) {
            assertEquals(EventType.STATE_UPDATED, event.type());
            Object session = event.metadata().get(ContextEvent.SESSION_ID);
            long before = newest.getOrDefault(session, 0L);
            assertEquals(before, event.oldValue() == null ? 0L : number(event.oldValue()));
            assertEquals(before + 1, number(event.newValue()));
            newest.put(session, before + 1);
        }
        assertEquals(keys, newest.size());
    }

    private static long number(Object document) {
        return (long) ((Map<?, ?>) document).get("n");
    }

    @Test
    @DisplayName("E9 a burst of 10,000 changes is reported without a loss")
    void a_burst_of_changes_is_reported_without_a_loss() {
        for (int n = 1; n <= 10_000; n++) {
            changes.accept(SESSION, Map.of(Fact.MODEL, "model " + n, Fact.GIT_BRANCH, "branch " + n));
        }

        List<ContextEvent> told = await(3 * 10_000 - 2);
        assertEquals(
                LongStream.rangeClosed(1, told.size()).boxed().toList(),
                told.stream().map(ContextEvent::seq).toList());
        assertEquals(0, handler.missed());
        assertEquals(
                Journal.CAPACITY,
                journal.read(0, Optional.empty(), Integer.MAX_VALUE).size());
        assertTrue(status.status().details().containsKey("handlers"));
    }
}
