package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;
import org.contextagent.api.event.EventType;
import org.contextagent.api.status.Status;
import org.contextagent.events.testing.Eventually;
import org.contextagent.events.testing.HangingHandler;
import org.contextagent.events.testing.RecordingHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {

    /** Nobody is slow by accident. */
    private static final Lane.Limits PATIENT = new Lane.Limits(Duration.ofSeconds(60), 1_000);
    /** Who hangs is found out soon. */
    private static final Lane.Limits SHORT = new Lane.Limits(Duration.ofMillis(200), 100);

    @TempDir
    Path folder;

    private final EventsStatus status = new EventsStatus();
    private final RecordingHandler recording = new RecordingHandler();
    private final List<HangingHandler> hanging = new ArrayList<>();
    private Journal journal;
    private Delivery delivery;

    @BeforeEach
    void open() {
        journal = new Journal(status, folder.resolve("events.seq"), Clock.systemUTC());
        delivery = new Delivery(journal, status, PATIENT);
    }

    @AfterEach
    void close() {
        hanging.forEach(handler -> handler.letGo.countDown());
        delivery.deactivate();
        journal.deactivate();
    }

    private void use(Lane.Limits limits) {
        delivery.deactivate();
        delivery = new Delivery(journal, status, limits);
    }

    private static Map<String, Object> service(long id) {
        return Map.of("service.id", id, "component.name", "handler-" + id);
    }

    private HangingHandler hang(long id, boolean ignoresInterrupts) {
        HangingHandler handler = new HangingHandler(ignoresInterrupts);
        hanging.add(handler);
        delivery.bindHandler(handler, service(id));
        return handler;
    }

    private synchronized void send(int count) {
        Draft draft = new Draft(EventType.STATE_UPDATED, Instant.EPOCH, null, null, Map.of());
        for (int i = 0; i < count; i++) {
            journal.append(List.of(draft)).forEach(delivery::offer);
        }
    }

    /** Sends no more at a time than fits into a queue, so that a busy machine drops nothing for a healthy handler. */
    private void sendSlowly(int count, RecordingHandler healthy) {
        for (int sent = 0; sent < count; sent += 50) {
            int before = healthy.count();
            send(50);
            awaitCount(healthy, before + 50);
        }
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static void awaitCount(RecordingHandler handler, int count) {
        Eventually.until(() -> handler.count() >= count, () -> "only " + handler.count() + " of " + count);
    }

    private static boolean threadLives(long id) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("context-agent-events-handler-" + id));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> statusOf(long id) {
        return ((List<Map<String, Object>>) status.status().details().get("handlers"))
                .stream()
                        .filter(one -> one.get("name").equals("handler-" + id))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    @DisplayName("E6 handlers are called in the order in which they came, for each event")
    void handlers_are_called_in_the_order_in_which_they_came() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        for (long id : new long[] {30, 10, 40, 20}) {
            delivery.bindHandler(event -> calls.add(id + ":" + event.seq()), service(id));
        }

        send(200);

        Eventually.until(() -> calls.size() == 800);
        List<String> expected = new ArrayList<>();
        for (long seq = 1; seq <= 200; seq++) {
            expected.addAll(List.of("10:" + seq, "20:" + seq, "30:" + seq, "40:" + seq));
        }
        assertEquals(expected, calls);
    }

    @Test
    @DisplayName("E6 a handler that throws is logged, harms no other and gets the next event all the same")
    void a_handler_that_throws_harms_no_other() {
        List<Long> tried = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures = List.of(
                new IllegalStateException("test"),
                new Exception("test"),
                new NoClassDefFoundError("test"),
                new InterruptedException("test"));
        for (int i = 0; i < failures.size(); i++) {
            Throwable failure = failures.get(i);
            delivery.bindHandler(
                    new ContextEventHandler() {
                        @Override
                        public void handle(ContextEvent event) throws Exception {
                            tried.add(event.seq());
                            if (failure instanceof Error error) {
                                throw error;
                            }
                            throw (Exception) failure;
                        }
                    },
                    service(i));
        }
        delivery.bindHandler(recording, service(99));

        send(50);

        awaitCount(recording, 50);
        assertEquals(range(1, 50), recording.seqs());
        assertEquals(200, tried.size());
        assertEquals(50L, statusOf(0).get("failures"));
        assertEquals(0L, statusOf(99).get("failures"));
    }

    @Test
    @DisplayName("E6 a handler that leaves its thread interrupted gets the next event all the same")
    void a_handler_that_leaves_its_thread_interrupted_gets_the_next_event() {
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        delivery.bindHandler(
                event -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    Thread.currentThread().interrupt();
                },
                service(1));

        send(3);

        Eventually.until(() -> interrupted.size() == 3);
        assertEquals(List.of(false, false, false), interrupted);
    }

    @Test
    @DisplayName("E7 a handler that hangs for ever delays the others no longer than a bound, and is reported")
    void a_handler_that_hangs_delays_the_others_no_longer_than_a_bound() throws InterruptedException {
        use(SHORT);
        HangingHandler hangs = hang(1, true);
        delivery.bindHandler(recording, service(2));

        send(1);
        hangs.awaitHanging();
        awaitCount(recording, 1);
        sendSlowly(5_000, recording);

        assertEquals(range(1, 5_001), recording.seqs());
        Eventually.until(() -> Long.valueOf(1).equals(status.status().details().get("behind")));
        Status now = status.status();
        assertEquals(Status.Level.WARN, now.level());
        assertTrue(now.message().contains("handler-1"), now.message());
        assertFalse(now.message().contains("handler-2"), now.message());
        assertEquals(4_900L, now.details().get("dropped"));
        assertEquals(100, statusOf(1).get("waiting"));
        assertEquals(true, statusOf(1).get("behind"));
    }

    @Test
    @DisplayName("E7 a handler that comes round is told how much it missed before its next event, and catches up")
    void a_handler_that_comes_round_is_told_what_it_missed() throws InterruptedException {
        use(SHORT);
        HangingHandler hangs = hang(1, true);
        delivery.bindHandler(recording, service(2));
        send(1);
        hangs.awaitHanging();
        awaitCount(recording, 1);
        sendSlowly(1_000, recording);

        hangs.letGo.countDown();

        awaitCount(hangs, 101);
        assertEquals(List.of("event 1", "missed 900", "event 902"), hangs.log().subList(0, 3));
        assertEquals(range(902, 1_001), hangs.seqs().subList(1, 101));
        Eventually.until(() -> status.status().level() == Status.Level.OK);
        assertEquals(900L, statusOf(1).get("dropped"));

        use(PATIENT);
        delivery.bindHandler(hangs, service(1));
        delivery.bindHandler(recording, service(2));
        send(10);
        awaitCount(recording, 1_011);
        assertEquals(range(1_002, 1_011), hangs.seqs().subList(101, 111), "it is waited for again");
    }

    @Test
    @DisplayName("E7 a handler that is always a little slow cannot hold up the others without end")
    void a_handler_that_is_always_a_little_slow_cannot_hold_up_the_others() {
        use(new Lane.Limits(Duration.ofMillis(50), 10_000));
        RecordingHandler slow = new RecordingHandler() {
            @Override
            public void handle(ContextEvent event) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                super.handle(event);
            }
        };
        delivery.bindHandler(slow, service(1));
        delivery.bindHandler(recording, service(2));

        send(1_000);

        awaitCount(recording, 1_000);
        assertTrue(slow.count() < 1_000, "the others did not wait for it to the end");
        assertEquals(true, statusOf(1).get("behind"));
        awaitCount(slow, 1_000);
        assertEquals(range(1, 1_000), slow.seqs(), "its own queue was long enough");
        Eventually.until(() -> status.status().level() == Status.Level.OK);
    }

    @Test
    @DisplayName("E7 a handler that hangs is interrupted when it goes, and its thread ends")
    void a_handler_that_hangs_is_interrupted_when_it_goes() throws InterruptedException {
        HangingHandler hangs = hang(101, false);
        delivery.bindHandler(recording, service(102));
        send(5);
        hangs.awaitHanging();

        delivery.unbindHandler(hangs, service(101));

        assertFalse(threadLives(101));
        assertTrue(hangs.interrupted);
        awaitCount(recording, 5);
        assertEquals(List.of(), hangs.seqs(), "none of the queued events was begun");
    }

    @Test
    @DisplayName("E7 a handler that ignores interrupts keeps nobody waiting when it goes, and is never called again")
    void a_handler_that_ignores_interrupts_keeps_nobody_waiting() throws InterruptedException {
        use(SHORT);
        HangingHandler hangs = hang(103, true);
        delivery.bindHandler(recording, service(104));
        send(5);
        hangs.awaitHanging();

        assertTimeoutPreemptively(Eventually.DEADLINE, () -> delivery.unbindHandler(hangs, service(103)));
        assertTrue(hangs.interrupted);
        send(5);
        awaitCount(recording, 10);
        assertTrue(threadLives(103), "Java cannot end it");

        hangs.letGo.countDown();
        Eventually.until(() -> !threadLives(103));
        assertEquals(List.of(1L), hangs.seqs());
    }

    @Test
    @DisplayName("E7 taking events in waits for nobody, whatever the handlers do")
    void taking_events_in_waits_for_nobody() throws InterruptedException {
        HangingHandler hangs = hang(1, true);
        send(1);
        hangs.awaitHanging();

        assertTimeoutPreemptively(Eventually.DEADLINE, () -> send(20_000));
        assertEquals(20_000, status.status().details().get("waiting"));
        delivery.unbindHandler(hangs, service(1));
    }

    @Test
    @DisplayName("E8 handlers that unregister themselves within delivery get no further event, the others get all")
    void handlers_may_unregister_themselves_within_delivery() {
        List<RecordingHandler> leaving = new ArrayList<>();
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        for (int i = 1; i <= 5; i++) {
            int last = 10 * i;
            long id = 110 + i;
            RecordingHandler handler = new RecordingHandler() {
                @Override
                public void handle(ContextEvent event) {
                    super.handle(event);
                    if (event.seq() == last) {
                        delivery.unbindHandler(this, service(id));
                        interrupted.add(Thread.currentThread().isInterrupted());
                    }
                }
            };
            leaving.add(handler);
            delivery.bindHandler(handler, service(id));
        }
        delivery.bindHandler(recording, service(199));

        send(200);

        awaitCount(recording, 200);
        assertEquals(range(1, 200), recording.seqs());
        for (int i = 1; i <= 5; i++) {
            assertEquals(range(1, 10L * i), leaving.get(i - 1).seqs());
            long id = 110 + i;
            Eventually.until(() -> !threadLives(id));
        }
        assertEquals(Collections.nCopies(5, false), interrupted, "each may finish what it does");
    }

    @Test
    @DisplayName("E8 handlers that bring in and take out others within delivery")
    void handlers_may_bring_in_and_take_out_others_within_delivery() {
        RecordingHandler brought = new RecordingHandler();
        RecordingHandler taken = new RecordingHandler();
        delivery.bindHandler(
                event -> {
                    if (event.seq() == 10) {
                        delivery.bindHandler(brought, service(3));
                        delivery.unbindHandler(taken, service(2));
                    }
                },
                service(1));
        delivery.bindHandler(taken, service(2));
        delivery.bindHandler(recording, service(4));

        send(20);

        awaitCount(recording, 20);
        assertEquals(range(1, 20), recording.seqs());
        assertEquals(range(1, 9), taken.seqs());
        assertEquals(range(11, 20), brought.seqs());
    }

    @Test
    @DisplayName("E8 handlers that come and go all the time get each event of their time once, and leave no thread")
    void handlers_come_and_go_all_the_time() throws InterruptedException {
        delivery.bindHandler(recording, service(1));
        AtomicBoolean done = new AtomicBoolean();
        Map<RecordingHandler, List<Long>> visits = new ConcurrentHashMap<>();
        List<Thread> guests = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    while (!done.get()) {
                        RecordingHandler visitor = new RecordingHandler();
                        delivery.bindHandler(visitor, service(1_000 + i));
                        Eventually.until(() -> visitor.count() > 3 || done.get());
                        delivery.unbindHandler(visitor, service(1_000 + i));
                        visits.put(visitor, visitor.seqs());
                    }
                }))
                .toList();
        guests.forEach(Thread::start);

        for (int i = 1; i <= 200; i++) {
            send(50);
            int sent = 50 * i;
            awaitCount(recording, sent);
        }
        done.set(true);
        for (Thread guest : guests) {
            guest.join();
        }

        assertEquals(range(1, 10_000), recording.seqs());
        assertTrue(visits.size() >= 4);
        visits.forEach((visitor, seen) -> {
            assertEquals(seen, visitor.seqs(), "nothing came after it was gone");
            assertEquals(0, visitor.missed());
            if (!seen.isEmpty()) {
                assertEquals(range(seen.get(0), seen.get(seen.size() - 1)), seen);
            }
        });
        IntStream.range(0, 4).forEach(i -> assertFalse(threadLives(1_000 + i)));
    }

    @Test
    @DisplayName("E9 a burst of 10,000 events is lossless and in order for handlers that are fast")
    void a_burst_is_lossless_for_fast_handlers() {
        RecordingHandler second = new RecordingHandler();
        delivery.bindHandler(recording, service(1));
        delivery.bindHandler(second, service(2));

        send(10_000);

        awaitCount(second, 10_000);
        assertEquals(range(1, 10_000), recording.seqs());
        assertEquals(range(1, 10_000), second.seqs());
        assertEquals(0L, status.status().details().get("dropped"));
    }

    @Test
    @DisplayName("A2 what is there is delivered before the end, and no thread is left")
    void what_is_there_is_delivered_before_the_end() {
        delivery.bindHandler(recording, service(201));
        send(200);

        delivery.deactivate();

        assertEquals(range(1, 200), recording.seqs());
        assertFalse(threadLives(201));
        delivery.unbindHandler(recording, service(201));
    }

    @Test
    @DisplayName("A2 the end waits for a handler that hangs no longer than a bound, and for the others as long as that")
    void the_end_waits_no_longer_than_a_bound() throws InterruptedException {
        HangingHandler hangs = hang(202, false);
        delivery.bindHandler(recording, service(203));
        send(5);
        hangs.awaitHanging();

        assertTimeoutPreemptively(Eventually.DEADLINE, () -> delivery.deactivate());

        assertTrue(hangs.interrupted);
        assertFalse(threadLives(202));
        assertFalse(threadLives(203));
    }

    @Test
    @DisplayName("A2 a handler that is behind gets what is queued for it before the end")
    void a_handler_that_is_behind_gets_what_is_queued_before_the_end() throws InterruptedException {
        use(SHORT);
        HangingHandler hangs = hang(204, true);
        delivery.bindHandler(recording, service(205));
        send(50);
        hangs.awaitHanging();
        awaitCount(recording, 50);

        hangs.letGo.countDown();
        delivery.deactivate();

        assertEquals(range(1, 50), hangs.seqs());
        assertFalse(threadLives(204));
    }

    @Test
    @DisplayName("E8 a handler may even end the delivery that calls it")
    void a_handler_may_end_the_delivery_that_calls_it() {
        RecordingHandler ending = new RecordingHandler() {
            @Override
            public void handle(ContextEvent event) {
                delivery.deactivate();
                super.handle(event);
            }
        };
        delivery.bindHandler(ending, service(206));
        send(1);

        awaitCount(ending, 1);
        Eventually.until(() -> !threadLives(206));
    }

    @Test
    void an_interrupted_caller_ends_the_delivery_without_waiting() throws InterruptedException {
        HangingHandler first = hang(207, false);
        HangingHandler second = hang(208, false);
        send(1);
        first.awaitHanging();
        Thread.currentThread().interrupt();
        delivery.unbindHandler(first, service(207));
        assertTrue(Thread.interrupted());
        second.awaitHanging();
        Thread.currentThread().interrupt();
        delivery.deactivate();
        assertTrue(Thread.interrupted());

        Eventually.until(() -> !threadLives(207) && !threadLives(208));
    }

    @Test
    @DisplayName("E7 the bounds are options of the component and can change while it runs")
    void the_bounds_can_change_while_it_runs() throws InterruptedException {
        delivery.deactivate();
        delivery = new Delivery(journal, status, config(60, 1_000));
        HangingHandler hangs = hang(1, true);
        delivery.bindHandler(recording, service(2));
        delivery.modified(config(0.1, 3));
        send(1);
        hangs.awaitHanging();
        for (int sent = 1; sent <= 10; sent++) {
            awaitCount(recording, sent);
            send(1);
        }
        awaitCount(recording, 11);

        assertEquals(3, statusOf(1).get("waiting"));
        delivery.modified(config(-1, -1));
        send(1);
        awaitCount(recording, 12);
        assertEquals(1, statusOf(1).get("waiting"), "what is not valid is as little as can be");
        delivery.modified(config(Double.POSITIVE_INFINITY, Integer.MAX_VALUE));
        send(1);
        awaitCount(recording, 13);
        assertEquals(2, statusOf(1).get("waiting"));
    }

    private static Delivery.Config config(double timeout, int queue) {
        return new Delivery.Config() {
            @Override
            public double handler__timeout() {
                return timeout;
            }

            @Override
            public int handler__queue() {
                return queue;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Delivery.Config.class;
            }
        };
    }

    @Test
    void a_handler_that_is_no_component_is_called_by_its_class() {
        delivery.bindHandler(recording, Map.of("service.id", 5L));

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> handlers =
                (List<Map<String, Object>>) status.status().details().get("handlers");
        assertEquals(RecordingHandler.class.getName(), handlers.get(0).get("name"));
    }
}
