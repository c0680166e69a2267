package org.contextagent.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.contextagent.state.testing.RecordingListener;
import org.contextagent.state.testing.States;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {

    private static final int SESSIONS = 50;
    private static final int READERS = 8;
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final MemoryStateStore store = new MemoryStateStore();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("E9 many states at once from many threads: each change is told exactly once and in order per key")
    void each_change_is_told_once_and_in_order() throws Exception {
        RecordingListener steady = new RecordingListener("steady");
        store.bindListener(steady);

        acceptFromManyThreads(400, () -> {});

        assertToldOnceAndInOrder(steady.changes, 400);
        assertEquals(SESSIONS, store.keys().size());
    }

    @Test
    @DisplayName("E8 E9 listeners that come and go meanwhile miss nothing and are told nothing twice")
    void listeners_that_come_and_go_miss_nothing() throws Exception {
        // no more changes than are kept, so that even a listener that was away all the time can be told all
        int states = MemoryStateStore.CHANGES / SESSIONS;
        RecordingListener first = new RecordingListener("first");
        RecordingListener second = new RecordingListener("second");

        acceptFromManyThreads(states, () -> {
            store.bindListener(first);
            store.bindListener(second);
            store.unbindListener(first);
            store.unbindListener(second);
        });
        store.bindListener(first);
        store.bindListener(second);

        assertToldOnceAndInOrder(first.changes, states);
        assertToldOnceAndInOrder(second.changes, states);
    }

    /** While it lasts, readers check what they see and another thread does something else over and over. */
    private void acceptFromManyThreads(int states, Runnable meanwhile) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Future<?>> others = new ArrayList<>();
        others.add(threads.submit(() -> repeat(meanwhile, done)));
        for (int i = 0; i < READERS; i++) {
            others.add(threads.submit(() -> repeat(this::readAll, done)));
        }
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            StateKey key = StateKey.session("s" + i);
            writers.add(threads.submit((Callable<Void>) () -> {
                start.await();
                for (int n = 1; n <= states; n++) {
                    assertTrue(store.accept(key, States.number(n)).isPresent());
                    assertTrue(store.accept(key, States.later(States.number(n))).isEmpty());
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> writer : writers) {
            writer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        done.set(true);
        for (Future<?> other : others) {
            other.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void repeat(Runnable task, AtomicBoolean done) {
        while (!done.get()) {
            task.run();
            Thread.yield();
        }
    }

    /** Whatever is read belongs together, and reading never goes back in time. */
    private void readAll() {
        for (StateKey key : store.keys()) {
            long current = number(store.current(key));
            List<State> history = store.history(key);
            for (int i = 1; i < history.size(); i++) {
                assertEquals(number(history.get(i - 1)) - 1, number(history.get(i)));
            }
            assertTrue(number(history.get(0)) >= current);
            assertTrue(store.previous(key).isEmpty() || number(store.previous(key)) >= current - 1);
        }
        assertTrue(store.status().message().contains("changes"));
    }

    private static long number(Optional<State> state) {
        return number(state.orElseThrow());
    }

    private static long number(State state) {
        return state.facts().number("n").orElseThrow();
    }

    private static void assertToldOnceAndInOrder(List<StateChange> changes, int states) {
        assertEquals(
                LongStream.rangeClosed(1, (long) SESSIONS * states).boxed().toList(),
                changes.stream().map(StateChange::number).toList());
        Map<StateKey, Long> newest = new HashMap<>();
        for (StateChange change : changes) {
            long before = newest.getOrDefault(change.key(), 0L);
            assertEquals(before, change.before().map(ConcurrencyTest::number).orElse(0L));
            assertEquals(before + 1, number(change.after()));
            newest.put(change.key(), before + 1);
        }
        assertEquals(SESSIONS, newest.size());
    }

    @Test
    @DisplayName("S6 reading waits for nobody, not even for a listener that holds up a change")
    void reading_waits_for_nobody() throws Exception {
        StateKey key = StateKey.session("s");
        CountDownLatch inListener = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.accept(key, States.number(1));
        store.bindListener(new ChangeListener() {
            @Override
            public String name() {
                return "blocking";
            }

            @Override
            public void changed(StateChange change) {
                if (change.number() == 2) {
                    inListener.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        });
        Future<Optional<StateChange>> accepting = threads.submit(() -> store.accept(key, States.number(2)));
        assertTrue(inListener.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));

        assertTimeoutPreemptively(DEADLINE, () -> {
            assertEquals(Optional.of(States.number(2)), store.current(key));
            assertEquals(Optional.of(States.number(1)), store.previous(key));
            assertEquals(2, store.history(key).size());
            assertEquals(1, store.keys().size());
            assertTrue(store.status().message().contains("2 changes"));
        });

        goOn.countDown();
        assertTrue(accepting.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).isPresent());
    }
}
