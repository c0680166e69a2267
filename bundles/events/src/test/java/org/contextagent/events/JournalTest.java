package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.contextagent.api.home.Home;
import org.contextagent.api.status.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Optional<EventType> ANY = Optional.empty();

    @TempDir
    Path folder;

    private final EventsStatus status = new EventsStatus();

    private Journal open() {
        return new Journal(status, folder.resolve("events.seq"), Clock.systemUTC());
    }

    private static Draft draft(EventType type) {
        return new Draft(type, Instant.EPOCH, null, null, Map.of());
    }

    private static void append(Journal journal, int count) {
        for (int i = 0; i < count; i++) {
            EventType type = i % 2 == 0 ? EventType.BRANCH_CHANGED : EventType.STATE_UPDATED;
            journal.append(List.of(draft(type))).forEach(journal::secure);
        }
    }

    private static List<Long> seqs(List<ContextEvent> events) {
        return events.stream().map(ContextEvent::seq).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    @DisplayName("E2 each event has a number of its own, one after the other, and an id of its own")
    void each_event_has_a_number_and_an_id_of_its_own() {
        Journal journal = open();

        List<ContextEvent> events =
                journal.append(List.of(draft(EventType.MODEL_CHANGED), draft(EventType.STATE_UPDATED)));

        assertEquals(List.of(1L, 2L), seqs(events));
        assertNotEquals(events.get(0).id(), events.get(1).id());
        assertEquals(events, journal.read(0, ANY, 10));
    }

    @Test
    void the_newest_events_are_read_oldest_first_by_number_type_and_limit() {
        Journal journal = open();
        assertEquals(List.of(), journal.read(0, ANY, 10));
        append(journal, 10);

        assertEquals(range(1, 10), seqs(journal.read(0, ANY, 100)));
        assertEquals(range(8, 10), seqs(journal.read(0, ANY, 3)));
        assertEquals(range(5, 10), seqs(journal.read(4, ANY, 100)));
        assertEquals(List.of(), journal.read(10, ANY, 100));
        assertEquals(List.of(), journal.read(99, ANY, 100));
        assertEquals(List.of(), journal.read(0, ANY, 0));
        assertEquals(List.of(), journal.read(0, ANY, -1));
        assertEquals(range(1, 10), seqs(journal.read(-5, ANY, Integer.MAX_VALUE)));
        assertEquals(List.of(7L, 9L), seqs(journal.read(2, Optional.of(EventType.BRANCH_CHANGED), 2)));
        assertEquals(List.of(), journal.read(0, Optional.of(EventType.MODEL_CHANGED), 100));
    }

    @Test
    void only_the_newest_events_are_kept() {
        Journal journal = open();
        append(journal, Journal.CAPACITY + 3);

        assertEquals(range(4, Journal.CAPACITY + 3), seqs(journal.read(0, ANY, Integer.MAX_VALUE)));
    }

    @Test
    @DisplayName(
            "E9 numbers go on after a restart, also after a crash, and an event can be read only when its number is safe")
    void numbers_go_on_after_a_restart() {
        Journal first = open();
        append(first, 3);
        first.deactivate();

        Journal second = open();
        append(second, 2);
        assertEquals(List.of(4L, 5L), seqs(second.read(0, ANY, 10)));
        second.append(Collections.nCopies(3 * Sequence.AHEAD, draft(EventType.STATE_UPDATED)));
        List<Long> shown = seqs(second.read(0, ANY, Integer.MAX_VALUE));

        // no deactivate: as after a crash
        Journal third = open();
        append(third, 1);
        assertTrue(third.read(0, ANY, 1).get(0).seq() > shown.get(shown.size() - 1));
    }

    @Test
    @DisplayName("S6 the log is read by any thread while events are added")
    void the_log_is_read_while_events_are_added() throws InterruptedException {
        Journal journal = open();
        AtomicBoolean done = new AtomicBoolean();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Thread reader = new Thread(() -> {
            long newest = 0;
            while (!done.get()) {
                List<Long> seqs = seqs(journal.read(0, ANY, 50));
                if (!seqs.isEmpty()) {
                    long last = seqs.get(seqs.size() - 1);
                    if (last < newest || !seqs.equals(range(last - seqs.size() + 1, last))) {
                        failures.add(new AssertionError(seqs + " after " + newest));
                    }
                    newest = last;
                }
            }
        });
        reader.start();
        append(journal, 3 * Journal.CAPACITY);
        done.set(true);
        reader.join();

        assertEquals(List.of(), failures);
    }

    @Test
    void the_status_warns_when_numbers_cannot_be_kept() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        Journal journal = new Journal(status, folder.resolve("file/events.seq"), Clock.systemUTC());

        assertEquals("events", status.name());
        assertEquals(Status.Level.WARN, status.status().level());
        assertTrue(
                status.status().message().contains("cannot be kept"),
                status.status().message());

        journal.deactivate();
        assertEquals(Status.Level.OK, status.status().level());
        assertEquals(Map.of(), status.status().details());
    }

    @Test
    void numbers_are_kept_in_the_state_folder_of_the_home() {
        String before = System.getProperty(Home.PROPERTY, "");
        System.setProperty(Home.PROPERTY, folder.toString());
        try {
            Journal journal = new Journal(status);
            assertEquals(1L, status.status().details().get("next_seq"));
            journal.deactivate();
            assertTrue(Files.exists(folder.resolve("state/events.seq")));
        } finally {
            if (before.isEmpty()) {
                System.clearProperty(Home.PROPERTY);
            } else {
                System.setProperty(Home.PROPERTY, before);
            }
        }
    }
}
