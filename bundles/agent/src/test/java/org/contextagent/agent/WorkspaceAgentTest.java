package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WorkspaceAgentTest {

    @TempDir
    Path folder;

    private StateKey key() {
        return StateKey.workspace(folder);
    }

    private Target target() {
        return Target.of(folder);
    }

    @Test
    @DisplayName("A1 start has sensed once when it returns, with all sensors, and tells one first state")
    void start_senses_once_with_every_sensor_and_tells_one_state() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        FakeSensor session = new FakeSensor("session", Scope.SESSION).gives("model", "Claude");
        try (Fixture fixture = new Fixture(git, cwd, session)) {
            Agent agent = fixture.add(folder);

            State state = agent.state();
            assertEquals("main", state.branch().orElseThrow());
            assertEquals("here", state.workspaceName().orElseThrow());
            assertEquals("Claude", state.model().orElseThrow());
            assertEquals("1.2.3", state.agentVersion());
            assertEquals(1, fixture.store.told(key()).size());
            assertTrue(fixture.store.told().get(0).isInitial());
            assertEquals(1, git.calls(target()));
        }
    }

    @Test
    @DisplayName("A1 sensors are asked side by side, the slow ones do not add up")
    void sensors_are_asked_side_by_side() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(3);
        FakeSensor.Behaviour meet = target -> {
            together.countDown();
            assertTrue(together.await(60, TimeUnit.SECONDS));
            return Facts.NONE;
        };
        try (Fixture fixture = new Fixture(
                new FakeSensor("one").does(meet),
                new FakeSensor("two").does(meet),
                new FakeSensor("three").does(meet))) {
            fixture.add(folder);
            assertTrue(together.await(0, TimeUnit.SECONDS));
            assertTrue(fixture.agents.sensors().stream()
                    .allMatch(status -> status.problem().isEmpty()));
        }
    }

    @Test
    @DisplayName("A1 it senses on each change that a sensor tells of, that sensor alone")
    void a_signal_makes_that_sensor_look_again() {
        AtomicInteger value = new AtomicInteger();
        FakeSensor git =
                new FakeSensor("git").does(target -> Facts.of(Map.of("workspace.git.branch", "b" + value.get())));
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(git, cwd)) {
            Agent agent = fixture.add(folder);
            int others = cwd.calls(target());

            value.set(1);
            git.signal(target());

            Eventually.equal("b1", () -> agent.state().branch().orElse(""));
            assertEquals(others, cwd.calls(target()));
            assertEquals(List.of("b0", "b1"), fixture.store.told(key(), "workspace.git.branch"));
        }
    }

    @Test
    @DisplayName("A1 many signals while a sensor looks lead to one more look, and that one sees the last change")
    void signals_while_it_looks_are_one_more_look() throws InterruptedException {
        AtomicInteger value = new AtomicInteger();
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        FakeSensor git = new FakeSensor("git");
        git.does(target -> {
            int seen = value.get();
            inside.countDown();
            if (git.calls(target) == 2) {
                go.await();
            }
            return Facts.of(Map.of("workspace.git.branch", "b" + seen));
        });
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            git.signal(target());
            assertTrue(inside.await(60, TimeUnit.SECONDS));
            for (int i = 1; i <= 50; i++) {
                value.set(i);
                git.signal(target());
            }
            go.countDown();

            Eventually.equal("b50", () -> agent.state().branch().orElse(""));
            assertEquals(3, git.calls(target()));
            assertEquals(0, git.overlaps());
        }
    }

    @Test
    @DisplayName("A1 a sensor that wakes itself whenever it looks rests between two looks")
    void a_sensor_that_wakes_itself_rests() {
        FakeSensor restless = new FakeSensor("restless");
        restless.does(target -> {
            restless.signal(target);
            return Facts.NONE;
        });
        try (Fixture fixture = new Fixture(restless)) {
            long begin = System.nanoTime();
            fixture.add(folder);
            Eventually.holds("it goes on", () -> restless.calls(target()) > 20);
            int calls = restless.calls(target());
            long milliseconds = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(calls <= milliseconds / 2 + 2, calls + " calls in " + milliseconds + " ms");
        }
    }

    @Test
    @DisplayName("A1 a change between the first reading and the watch is not lost: the watch is there first")
    void the_watch_is_open_before_the_first_reading() {
        FakeSensor git = new FakeSensor("git");
        AtomicInteger watches = new AtomicInteger(-1);
        git.does(target -> {
            watches.compareAndSet(-1, git.openWatches(target));
            return Facts.NONE;
        });
        try (Fixture fixture = new Fixture(git)) {
            fixture.add(folder);
            assertEquals(1, watches.get());
        }
    }

    @Test
    @DisplayName("A1 without any signal it senses every polling_interval")
    void it_polls() {
        AtomicInteger value = new AtomicInteger();
        FakeSensor script = new FakeSensor("script").does(target -> Facts.of(Map.of("count", value.incrementAndGet())));
        try (Fixture fixture = new Fixture(Fixture.polling(Duration.ofMillis(20)), script)) {
            Agent agent = fixture.add(folder);
            Eventually.holds(
                    "five readings", () -> agent.state().facts().number("count").orElse(0) >= 5);
        }
    }

    @Test
    @DisplayName("A1 a sensor that cannot watch is polled all the same")
    void a_watch_that_fails_does_no_harm() {
        FakeSensor git =
                new FakeSensor("git").gives("workspace.git.branch", "main").watchFails();
        try (Fixture fixture = new Fixture(Fixture.polling(Duration.ofMillis(20)), git)) {
            fixture.add(folder);
            Eventually.holds("polls", () -> git.calls(target()) > 3);
            assertTrue(fixture.status("git", target()).problem().isEmpty());
        }
    }

    @Test
    @DisplayName("A1 start on a started agent is an error that says so")
    void starting_twice_is_an_error() {
        try (Fixture fixture = new Fixture(new FakeSensor("git"))) {
            Agent agent = fixture.add(folder);
            assertTrue(agent.isRunning());
            IllegalStateException error = assertThrows(IllegalStateException.class, agent::start);
            assertTrue(error.getMessage().contains("runs already"), error.getMessage());
            assertTrue(error.getMessage().contains(folder.toString()), error.getMessage());
        }
    }

    @Test
    @DisplayName("A2 stop closes the watches, interrupts what is in flight and leaves it ended")
    void stop_ends_watches_and_calls() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            assertEquals(1, git.openWatches());
            git.hangs();
            git.signal(target());
            Eventually.equal(1, git::inside);

            agent.stop();

            assertFalse(agent.isRunning());
            assertEquals(0, git.openWatches());
            assertEquals(0, git.inside());
            assertEquals("main", agent.state().branch().orElseThrow());
        }
    }

    @Test
    @DisplayName("A2 stop on a stopped agent does nothing; start and stop can be repeated")
    void start_and_stop_can_be_repeated() {
        AtomicInteger value = new AtomicInteger();
        FakeSensor git = new FakeSensor("git").does(target -> Facts.of(Map.of("count", value.incrementAndGet())));
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            for (int i = 0; i < 5; i++) {
                agent.stop();
                agent.stop();
                assertFalse(agent.isRunning());
                int before = git.calls(target());
                git.signal(target());
                agent.start();
                assertTrue(agent.isRunning());
                assertEquals(before + 1, git.calls(target()));
                assertEquals(value.get(), agent.state().facts().number("count").orElseThrow());
                assertEquals(1, git.openWatches());
            }
        }
    }

    @Test
    @DisplayName("A2 stop while start still waits ends the waiting")
    void stop_ends_a_start_that_waits() throws InterruptedException {
        FakeSensor git = new FakeSensor("git").hangs();
        try (Fixture fixture = new Fixture(git)) {
            Thread starter = new Thread(() -> fixture.add(folder));
            starter.start();
            Eventually.equal(1, git::inside);
            fixture.agents.list().get(0).stop();
            starter.join(60_000);
            assertFalse(starter.isAlive());
            assertEquals(0, git.inside());
        }
    }

    @Test
    @DisplayName("A2 calls that were stopped are no failures of the sensor: other targets are not refused for them")
    void stopped_calls_refuse_nobody(@TempDir Path others) throws IOException, InterruptedException {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(git)) {
            List<Agent> agents = new ArrayList<>();
            for (int i = 0; i <= SensorLane.LIMIT; i++) {
                agents.add(fixture.add(Files.createDirectory(others.resolve("f" + i))));
            }
            git.hangsDeaf();
            List<Thread> stops = new ArrayList<>();
            for (Agent agent : agents.subList(0, SensorLane.LIMIT)) {
                git.signal(Target.of(agent.workspace()));
            }
            Eventually.equal(SensorLane.LIMIT, git::inside);
            for (Agent agent : agents.subList(0, SensorLane.LIMIT)) {
                Thread stop = new Thread(agent::stop);
                stop.start();
                stops.add(stop);
                Eventually.equal(false, agent::isRunning);
            }
            // waits for the lock under which all of them have been interrupted
            fixture.add(agents.get(SensorLane.LIMIT).workspace());
            Target other = Target.of(agents.get(SensorLane.LIMIT).workspace());
            git.signal(other);
            assertTrue(fixture.agents.sensors().stream().noneMatch(status -> status.hanging()));
            assertTrue(stops.stream().allMatch(Thread::isAlive));
            git.release();
            for (Thread stop : stops) {
                stop.join(60_000);
            }
            Eventually.equal(2, () -> git.calls(other));
            Eventually.equal(0, git::inside);
            assertEquals(0, fixture.status("git", other).failures());
        }
    }

    @Test
    @DisplayName("A3 a call that was stopped and is not back when its time is up counts as hanging, until it is back")
    void a_stopped_call_that_does_not_come_back_hangs() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(300)), git)) {
            Agent agent = fixture.add(folder);
            git.hangsDeaf();
            git.signal(target());
            Eventually.equal(1, git::inside);
            agent.stop();
            Eventually.equal(true, () -> fixture.status("git", target()).hanging());
            git.release();
            Eventually.equal(false, () -> fixture.status("git", target()).hanging());
            Eventually.equal(0, () -> fixture.agents.status().details().get("hanging_threads"));
        }
    }

    @Test
    @DisplayName("A2 a sensor that ignores the interrupt holds stop no longer than sensor_timeout and 2 s")
    void stop_does_not_wait_for_ever() {
        FakeSensor git = new FakeSensor("git").hangsDeaf();
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(50)), git)) {
            Agent agent = fixture.add(folder);
            agent.stop();
            assertFalse(agent.isRunning());
            assertEquals(1, git.inside());
            git.release();
            Eventually.equal(0, git::inside);
        }
    }

    @Test
    @DisplayName("A3 a sensor that fails: its last good reading stays, marked stale with the reason; the others go on")
    void the_last_good_reading_of_a_failing_sensor_stays() {
        AtomicInteger count = new AtomicInteger();
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        FakeSensor other = new FakeSensor("other").does(target -> Facts.of(Map.of("count", count.incrementAndGet())));
        try (Fixture fixture = new Fixture(git, other)) {
            Agent agent = fixture.add(folder);
            git.fails("HEAD \u001b[31mis\u001b[0m\nbroken");

            State state = agent.refresh();

            assertEquals("main", state.branch().orElseThrow());
            assertEquals("HEAD [31mis[0m broken", Fixture.text(state, "stale.git"));
            assertEquals("2", Fixture.text(state, "count"));
            assertEquals(1, fixture.status("git", target()).failures());

            git.gives("workspace.git.branch", "next");
            state = agent.refresh();
            assertEquals("next", state.branch().orElseThrow());
            assertEquals("-", Fixture.text(state, "stale.git"));
            assertEquals(0, fixture.status("git", target()).failures());
        }
    }

    @Test
    @DisplayName("A3 a sensor that fails in other words each time does not change the state each time")
    void the_reason_is_stable() {
        AtomicInteger count = new AtomicInteger();
        FakeSensor git = new FakeSensor("git").does(target -> {
            throw new SensorException("attempt " + count.incrementAndGet());
        });
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(git, cwd)) {
            Agent agent = fixture.add(folder);
            for (int i = 0; i < 5; i++) {
                assertEquals("attempt 1", Fixture.text(agent.refresh(), "stale.git"));
            }
            assertEquals(1, fixture.store.told(key()).size());
            assertEquals("attempt 6", fixture.status("git", target()).problem().orElseThrow());
        }
    }

    @Test
    @DisplayName("A3 a sensor that takes longer than sensor_timeout is interrupted and marked, the others go on")
    void a_slow_sensor_is_given_up() {
        FakeSensor git = new FakeSensor("git").hangs();
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(1500)), git, cwd)) {
            Agent agent = fixture.add(folder);

            assertEquals("here", agent.state().workspaceName().orElseThrow());
            assertEquals("no answer within 1.5 s", Fixture.text(agent.state(), "stale.git"));
            Eventually.equal(0, git::inside);
            Eventually.equal(false, () -> fixture.status("git", target()).hanging());
        }
    }

    @Test
    @DisplayName("A3 a sensor is not called for a target while a call for it hangs, and again when it is back")
    void a_hanging_target_is_not_called_again() {
        FakeSensor git = new FakeSensor("git").hangsDeaf();
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(1000)), git, cwd)) {
            Agent agent = fixture.add(folder);
            assertTrue(fixture.status("git", target()).hanging());
            for (int i = 0; i < 5; i++) {
                agent.refresh();
                git.signal(target());
            }
            assertEquals(1, git.calls(target()));
            assertEquals(1, fixture.agents.status().details().get("hanging_threads"));

            git.gives("workspace.git.branch", "main");
            git.release();

            // it was asked to look while it hung
            Eventually.equal("main", () -> agent.state().branch().orElse(""));
            Eventually.equal(0, () -> fixture.agents.status().details().get("hanging_threads"));
        }
    }

    @Test
    @DisplayName("A3 with no reading ever, asking for the state is an error that says what to do")
    void no_reading_is_an_error() {
        FakeSensor git = new FakeSensor("git").fails("cannot read");
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            NoReadingException error = assertThrows(NoReadingException.class, agent::state);
            assertTrue(error.getMessage().contains("no sensor gave a reading"), error.getMessage());
            assertThrows(NoReadingException.class, agent::refresh);
            assertTrue(fixture.store.keys().isEmpty());
        }
        try (Fixture fixture = new Fixture()) {
            assertThrows(NoReadingException.class, fixture.add(folder)::state);
        }
    }

    @Test
    @DisplayName("A3 a failing sensor is spared more and more polls, a signal looks at once")
    void polls_of_a_failing_sensor_become_rare() {
        FakeSensor git = new FakeSensor("git").fails("broken");
        FakeSensor good = new FakeSensor("good").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(Fixture.polling(Duration.ofMillis(5)), git, good)) {
            fixture.add(folder);
            Eventually.holds("many polls", () -> good.calls(target()) > 60);
            int calls = git.calls(target());
            assertTrue(calls < 20, "calls: " + calls);

            git.gives("workspace.git.branch", "main");
            git.signal(target());
            Eventually.equal("main", () -> fixture.stored(key(), "workspace.git.branch"));
        }
    }

    @Test
    @DisplayName("A4 refresh senses now and waits for it; reading the state never senses")
    void refresh_senses_and_reading_does_not() {
        AtomicInteger count = new AtomicInteger();
        FakeSensor git = new FakeSensor("git").does(target -> Facts.of(Map.of("count", count.incrementAndGet())));
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            assertEquals("2", Fixture.text(agent.refresh(), "count"));
            for (int i = 0; i < 100; i++) {
                assertSame(agent.state(), agent.state());
            }
            assertEquals(2, git.calls(target()));
        }
    }

    @Test
    @DisplayName("A4 reading the state does not wait for a sensor that is at work")
    void reading_never_waits() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            git.hangs();
            git.signal(target());
            Eventually.equal(1, git::inside);
            assertEquals("main", agent.state().branch().orElseThrow());
        }
    }

    @Test
    @DisplayName("A4 refresh of a stopped agent senses once and leaves it stopped")
    void refresh_works_on_a_stopped_agent() {
        AtomicInteger count = new AtomicInteger();
        FakeSensor git = new FakeSensor("git").does(target -> Facts.of(Map.of("count", count.incrementAndGet())));
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            agent.stop();
            assertEquals("2", Fixture.text(agent.refresh(), "count"));
            assertFalse(agent.isRunning());
            assertEquals(0, git.openWatches());
            agent.start();
            assertEquals("3", Fixture.text(agent.state(), "count"));
        }
    }

    @Test
    @DisplayName("A5 several agents live beside each other with states of their own")
    void agents_have_states_of_their_own(@TempDir Path other) {
        FakeSensor cwd = new FakeSensor("cwd")
                .does(target ->
                        Facts.of(Map.of("workspace.path", target.workspace().toString())));
        try (Fixture fixture = new Fixture(cwd)) {
            Agent one = fixture.add(folder);
            Agent two = fixture.add(other);
            one.stop();
            assertTrue(two.isRunning());
            assertEquals(folder.toString(), one.state().workspacePath().orElseThrow());
            assertEquals(other.toString(), two.state().workspacePath().orElseThrow());
            assertEquals(folder, one.workspace());
        }
    }

    @Test
    @DisplayName("S2 sensors that say nothing give a partial state, no failure")
    void a_partial_state_is_no_failure() {
        try (Fixture fixture =
                new Fixture(new FakeSensor("git"), new FakeSensor("session", Scope.SESSION).gives("model", "Claude"))) {
            State state = fixture.add(folder).state();
            assertEquals(1, state.facts().asMap().size());
            assertTrue(state.branch().isEmpty());
        }
    }

    @Test
    @DisplayName("S2 a sensor that gives null, or throws an error, only fails")
    void a_sensor_that_breaks_its_contract_only_fails() {
        FakeSensor none = new FakeSensor("none").does(WorkspaceAgentTest::nothing);
        FakeSensor gone = new FakeSensor("gone").does(target -> {
            throw new NoClassDefFoundError("org/gone/Type");
        });
        FakeSensor good = new FakeSensor("good").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(none, gone, good)) {
            State state = fixture.add(folder).state();
            assertEquals("gave no reading", Fixture.text(state, "stale.none"));
            assertEquals("failed: org/gone/Type", Fixture.text(state, "stale.gone"));
            assertEquals("here", state.workspaceName().orElseThrow());
        }
    }

    @SuppressWarnings("NullAway")
    private static Facts nothing(Target target) {
        return null;
    }

    @Test
    void an_agent_that_was_removed_cannot_be_started() {
        try (Fixture fixture = new Fixture(new FakeSensor("git"))) {
            Agent agent = fixture.add(folder);
            fixture.agents.remove(folder);
            assertFalse(agent.isRunning());
            assertThrows(IllegalStateException.class, agent::start);
            agent.state();
        }
    }

    @Test
    void an_interrupt_ends_the_waiting_and_stays_set() {
        FakeSensor git = new FakeSensor("git").hangs();
        try (Fixture fixture = new Fixture(git)) {
            Thread.currentThread().interrupt();
            fixture.add(folder);
            assertTrue(Thread.interrupted());
        }
    }
}
