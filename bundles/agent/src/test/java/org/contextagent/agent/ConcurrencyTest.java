package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.agent.testing.FakeStore;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once. */
@Timeout(300)
class ConcurrencyTest {

    private static final int SESSIONS = 50;
    private static final int DOCUMENTS = 40;
    private static final int SIGNALS = 400;

    @TempDir
    Path root;

    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private void run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setUncaughtExceptionHandler((any, error) -> errors.add(error));
        threads.add(thread);
        thread.start();
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(120_000);
            assertTrue(!thread.isAlive(), () -> "stuck: " + thread + " " + List.of(thread.getStackTrace()));
        }
        threads.clear();
        assertEquals(List.of(), List.copyOf(errors));
    }

    @RepeatedTest(3)
    @DisplayName(
            "E9 A6 sessions, documents, signals, sensors and stores that come and go: the last of each is what holds")
    void the_last_of_each_holds() throws Exception {
        Map<Path, AtomicLong> values = new ConcurrentHashMap<>();
        FakeSensor counting = new FakeSensor("counting")
                .does(target ->
                        Facts.of(Map.of("count", values.get(target.workspace()).get())));
        FakeSensor flapping = new FakeSensor("flapping").gives("flapping", "yes");
        FakeDocuments documents = new FakeDocuments("session");
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Path folder = Files.createDirectories(root.resolve("w" + i));
            folders.add(folder);
            values.put(folder, new AtomicLong());
        }
        try (Fixture fixture = new Fixture(Fixture.polling(Duration.ofMillis(20)), counting, documents)) {
            AtomicBoolean reading = new AtomicBoolean(true);
            folders.forEach(fixture::add);
            List<Thread> readers = readers(fixture, reading);
            for (Path folder : folders) {
                run("signals", () -> {
                    for (int i = 0; i < SIGNALS; i++) {
                        values.get(folder).incrementAndGet();
                        counting.signal(Target.of(folder));
                    }
                });
            }
            for (int s = 0; s < SESSIONS; s++) {
                String session = "s" + s;
                run("documents", () -> documents(fixture, session, folders));
            }
            run("sensors", () -> {
                for (int i = 0; i < 40; i++) {
                    fixture.bind(flapping);
                    Thread.yield();
                    fixture.agents.unbind(flapping);
                }
                fixture.bind(flapping);
            });
            join();

            for (Path folder : folders) {
                StateKey key = StateKey.workspace(folder);
                String last = Long.toString(values.get(folder).get());
                Eventually.equal(last, () -> fixture.stored(key, "count"));
                Eventually.equal("yes", () -> fixture.stored(key, "flapping"));
                assertEquals(
                        fixture.agents.holding(folder).orElseThrow().state(),
                        fixture.store.current(key).orElseThrow());
                assertRising(fixture.store.told(key));
            }
            for (int s = 0; s < SESSIONS; s++) {
                StateKey key = StateKey.session("s" + s);
                Path home = folders.get((s + DOCUMENTS - 1) % folders.size());
                Eventually.equal("m" + (DOCUMENTS - 1), () -> fixture.stored(key, "model"));
                Eventually.equal(Long.toString(values.get(home).get()), () -> fixture.stored(key, "count"));
                // a document and the move that it means may be two changes, but none comes again
                List<String> models = new ArrayList<>(fixture.store.told(key, "model"));
                for (int i = models.size() - 1; i > 0; i--) {
                    if (models.get(i).equals(models.get(i - 1))) {
                        models.remove(i);
                    }
                }
                assertEquals(DOCUMENTS, models.size(), () -> "told of " + key + ": " + models);
            }
            assertEquals(0, counting.overlaps());
            assertEquals(0, documents.overlaps());
            reading.set(false);
            for (Thread reader : readers) {
                reader.join(60_000);
            }
            assertEquals(List.of(), List.copyOf(errors));
        }
        assertEquals(List.of(), Fixture.threads());
    }

    /** A session that moves through the folders, one document a step. */
    private static void documents(Fixture fixture, String session, List<Path> folders) {
        int offset = Integer.parseInt(session.substring(1));
        for (int i = 0; i < DOCUMENTS; i++) {
            Path folder = folders.get((offset + i) % folders.size());
            State state = fixture.agents.accept(document(folder, "session=" + session + " model=m" + i));
            assertEquals("m" + i, state.model().orElseThrow());
        }
    }

    private List<Thread> readers(Fixture fixture, AtomicBoolean reading) {
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread reader = new Thread(() -> {
                while (reading.get()) {
                    for (Agent agent : fixture.agents.list()) {
                        agent.state();
                    }
                    fixture.agents.sensors();
                    fixture.agents.status();
                    fixture.agents.holding(root.resolve("w1/x"));
                    sleep();
                }
            });
            reader.setUncaughtExceptionHandler((any, error) -> errors.add(error));
            reader.start();
            readers.add(reader);
        }
        return readers;
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertRising(List<StateChange> changes) {
        long before = -1;
        for (StateChange change : changes) {
            long now = change.after().facts().number("count").orElseThrow();
            assertTrue(now >= before, before + " was told before " + now);
            before = now;
        }
    }

    @RepeatedTest(3)
    @DisplayName("E9 stores that come and go under load: put together they were told each change once and in order")
    void stores_that_come_and_go_miss_nothing() throws Exception {
        AtomicLong value = new AtomicLong();
        FakeSensor counting = new FakeSensor("counting").does(target -> Facts.of(Map.of("count", value.get())));
        FakeDocuments documents = new FakeDocuments("session");
        Path folder = Files.createDirectories(root.resolve("w"));
        List<FakeStore> stores = new ArrayList<>();
        try (Fixture fixture = new Fixture(counting, documents)) {
            stores.add(fixture.store);
            fixture.add(folder);
            run("signals", () -> {
                for (int i = 0; i < SIGNALS; i++) {
                    value.incrementAndGet();
                    counting.signal(Target.of(folder));
                    Thread.yield();
                }
            });
            run("documents", () -> {
                for (int i = 0; i < SIGNALS; i++) {
                    fixture.agents.accept(document(folder, "session=s1 model=m" + i));
                }
            });
            run("stores", () -> {
                for (int i = 0; i < 30; i++) {
                    fixture.agents.unbind(stores.get(stores.size() - 1));
                    Thread.yield();
                    FakeStore next = new FakeStore();
                    stores.add(next);
                    fixture.agents.bind(next);
                    sleep();
                }
            });
            join();
            FakeStore last = stores.get(stores.size() - 1);
            Eventually.equal(
                    Integer.toString(SIGNALS),
                    () -> last.current(StateKey.workspace(folder))
                            .map(state -> Fixture.text(state, "count"))
                            .orElse("none"));
            assertChained(stores, StateKey.workspace(folder), "count");
            assertChained(stores, StateKey.session("s1"), "model");
            assertEquals(
                    "m" + (SIGNALS - 1),
                    Fixture.text(last.current(StateKey.session("s1")).orElseThrow(), "model"));
        }
    }

    /** Each change begins where the one before it ended, over all stores. */
    private static void assertChained(List<FakeStore> stores, StateKey key, String fact) {
        Optional<String> before = Optional.empty();
        for (FakeStore store : stores) {
            for (StateChange change : store.told(key)) {
                assertEquals(before, change.before().map(state -> Fixture.text(state, fact)));
                String after = Fixture.text(change.after(), fact);
                assertTrue(!before.equals(Optional.of(after)), () -> after + " was told twice");
                before = Optional.of(after);
            }
        }
    }

    @RepeatedTest(2)
    @DisplayName(
            "A2 A6 starts, stops, additions, removals, ends of sessions and a close in the middle of it all: no deadlock")
    void a_close_in_the_middle_of_it_all() throws Exception {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        FakeSensor slow = new FakeSensor("slow").does(target -> {
            Thread.sleep(ThreadLocalRandom.current().nextInt(20));
            return Facts.NONE;
        });
        FakeDocuments documents = new FakeDocuments("session");
        Path folder = Files.createDirectories(root.resolve("a"));
        Fixture fixture = new Fixture(
                new AgentOptions(
                        Duration.ofMillis(3), Duration.ofMillis(10), Duration.ofMillis(30), Optional.of(folder)),
                git,
                slow,
                documents);
        AtomicBoolean going = new AtomicBoolean(true);
        for (int i = 0; i < 6; i++) {
            int number = i;
            run("churn", () -> {
                while (going.get()) {
                    churn(fixture, number, git);
                }
            });
        }
        Eventually.holds("some churn", () -> fixture.store.told().size() > 300);
        fixture.close();
        going.set(false);
        join();
        Eventually.equal(List.of(), Fixture::threads);
        assertEquals(0, git.openWatches() + slow.openWatches());
    }

    private void churn(Fixture fixture, int number, FakeSensor git) {
        Path folder = root.resolve("a");
        try {
            Path other = Files.createDirectories(root.resolve("b" + number));
            fixture.agents.accept(document(other, "session=s" + number + " model=x" + System.nanoTime()));
            Agent agent = fixture.agents.add(folder);
            agent.refresh();
            switch (ThreadLocalRandom.current().nextInt(7)) {
                case 0 -> agent.stop();
                case 1 -> agent.start();
                case 2 -> fixture.agents.remove(other);
                case 3 -> fixture.agents.remove(folder);
                case 4 -> fixture.agents.accept(document(other, "session=s" + number + " ended"));
                case 5 -> git.signal(Target.of(folder));
                default -> {
                    FakeSensor more = new FakeSensor("more" + number).gives("more", number);
                    fixture.bind(more);
                    fixture.agents.unbind(more);
                }
            }
        } catch (IllegalStateException | org.contextagent.api.agent.NoReadingException e) {
            // the other threads and the close are the reason
            Thread.yield();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
