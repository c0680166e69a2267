package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SensorsComeAndGoTest {

    private static final StateKey S1 = StateKey.session("s1");

    @TempDir
    Path folder;

    private StateKey key() {
        return StateKey.workspace(folder);
    }

    @Test
    @DisplayName("A6 a sensor that comes is asked at once, for every workspace and session")
    void a_sensor_that_comes_is_asked_at_once() {
        FakeDocuments documents = new FakeDocuments("session");
        FakeSensor session = new FakeSensor("extra", Scope.SESSION).gives("extra", "yes");
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(documents)) {
            fixture.add(folder);
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            fixture.bind(git);
            fixture.bind(session);

            Eventually.equal("main", () -> fixture.stored(key(), "workspace.git.branch"));
            Eventually.equal("main", () -> fixture.stored(S1, "workspace.git.branch"));
            Eventually.equal("yes", () -> fixture.stored(S1, "extra"));
            Eventually.equal("yes", () -> fixture.stored(key(), "extra"));
            assertEquals(1, git.calls(Target.of(folder)));
            assertEquals(0, git.calls(Target.of(folder, "s1")));
            assertEquals("one", fixture.stored(S1, "model"));
        }
    }

    @Test
    @DisplayName(
            "A6 a sensor that goes: watches closed, calls interrupted, its facts go in one change, the others stay")
    void the_facts_of_a_sensor_that_goes_go() {
        FakeSensor git = new FakeSensor("git")
                .does(target -> Facts.of(Map.of("workspace.git.branch", "main", "workspace.git.is_repo", true)));
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(git, cwd)) {
            Agent agent = fixture.add(folder);
            git.hangs();
            git.signal(Target.of(folder));
            Eventually.equal(1, git::inside);

            fixture.agents.unbind(git);

            Eventually.equal(0, git::openWatches);
            Eventually.equal(0, git::inside);
            Eventually.equal(1, () -> agent.state().facts().asMap().size());
            assertEquals("here", agent.state().workspaceName().orElseThrow());
            assertEquals(2, fixture.store.told(key()).size());
            assertTrue(fixture.agents.sensors().stream()
                    .allMatch(status -> status.sensor().equals("cwd")));
        }
    }

    @Test
    @DisplayName("A6 a sensor that is updated within two seconds: not one change is told, and the new one takes over")
    void an_update_does_not_flicker() {
        FakeSensor old = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(old, new FakeSensor("cwd").gives("workspace.name", "here"))) {
            Agent agent = fixture.add(folder);
            fixture.agents.unbind(old);
            assertEquals("main", agent.refresh().branch().orElseThrow());
            FakeSensor updated = new FakeSensor("git").gives("workspace.git.branch", "main");
            fixture.bind(updated);
            Eventually.equal(1, () -> updated.calls(Target.of(folder)));
            Eventually.equal(1, () -> updated.openWatches(Target.of(folder)));
            assertEquals(1, fixture.store.told(key()).size());

            updated.gives("workspace.git.branch", "next");
            updated.signal(Target.of(folder));
            Eventually.equal("next", () -> agent.state().branch().orElse("-"));
            assertEquals(1, old.calls(Target.of(folder)));
        }
    }

    @Test
    @DisplayName("A6 an updated sensor that fails keeps what the one before it read, marked stale")
    void an_updated_sensor_that_fails_keeps_the_reading() {
        FakeSensor old = new FakeSensor("git").gives("workspace.git.branch", "main");
        try (Fixture fixture = new Fixture(old)) {
            Agent agent = fixture.add(folder);
            fixture.agents.unbind(old);
            fixture.bind(new FakeSensor("git").fails("broken"));
            Eventually.equal("broken", () -> Fixture.text(agent.state(), "stale.git"));
            assertEquals("main", agent.state().branch().orElseThrow());
        }
    }

    @Test
    @DisplayName("A6 an updated sensor of documents that knows none yet keeps what was read of them until the next one")
    void an_updated_sensor_of_documents_keeps_what_was_read() {
        FakeDocuments old = new FakeDocuments("session");
        try (Fixture fixture = new Fixture(old)) {
            fixture.agents.accept(document(folder, "session=s1 model=one used=5"));
            fixture.agents.unbind(old);
            FakeDocuments updated = new FakeDocuments("session");
            fixture.bind(updated);
            Eventually.equal(1, () -> updated.calls(Target.of(folder, "s1")));
            fixture.agents.list().get(0).refresh();

            assertEquals("one", fixture.stored(S1, "model"));
            assertEquals(1, fixture.store.told(S1).size());

            fixture.agents.accept(document(folder, "session=s1 model=two"));
            assertEquals("two", fixture.stored(S1, "model"));
            assertEquals("-", fixture.stored(S1, "context_window.tokens_used"));
        }
    }

    @Test
    @DisplayName("A6 of two sensors with one name the better one is asked; when it goes the other one takes its place")
    void of_two_of_one_name_the_better_is_asked() {
        FakeSensor first = new FakeSensor("git").gives("workspace.git.branch", "first");
        FakeSensor better = new FakeSensor("git").gives("workspace.git.branch", "better");
        FakeSensor equal = new FakeSensor("git").gives("workspace.git.branch", "equal");
        try (Fixture fixture = new Fixture(first)) {
            Agent agent = fixture.add(folder);
            fixture.bind(equal);
            assertEquals("first", agent.refresh().branch().orElseThrow());
            fixture.bind(better, 5);
            Eventually.equal("better", () -> agent.state().branch().orElse("-"));
            assertEquals(0, first.openWatches());
            fixture.agents.unbind(better);
            Eventually.equal("first", () -> agent.state().branch().orElse("-"));
            fixture.agents.unbind(first);
            Eventually.equal("equal", () -> agent.state().branch().orElse("-"));
            assertTrue(!fixture.store.told(key(), "workspace.git.branch").contains("-"));
        }
    }

    @Test
    @DisplayName("A6 where two sensors give one fact the higher ranking wins, also when it changes")
    void the_ranking_decides() {
        FakeSensor one = new FakeSensor("one").gives("model", "one");
        FakeSensor two = new FakeSensor("two").gives("model", "two");
        try (Fixture fixture = new Fixture()) {
            fixture.agents.bind(one, Fixture.properties(1, 0));
            fixture.agents.bind(two, Fixture.properties(2, 0));
            Agent agent = fixture.add(folder);
            assertEquals("one", agent.state().model().orElseThrow());
            fixture.agents.updated(two, Fixture.properties(2, 10));
            assertEquals("two", agent.state().model().orElseThrow());
            assertEquals(1, one.calls(Target.of(folder)));
            fixture.agents.updated(new FakeSensor("stranger"), Map.of());
        }
    }

    @Test
    @DisplayName("A6 a sensor whose name cannot be used is left out")
    void a_sensor_without_a_usable_name_is_left_out() {
        try (Fixture fixture = new Fixture()) {
            fixture.bind(new FakeSensor("Not A Name"));
            fixture.bind(new FakeSensor("x") {
                @Override
                public String name() {
                    throw new IllegalStateException("no name");
                }
            });
            fixture.add(folder);
            assertTrue(fixture.agents.sensors().isEmpty());
        }
    }

    @Test
    @DisplayName("A6 a watch that opens after its sensor went is closed")
    void a_late_watch_is_closed() throws InterruptedException {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        FakeSensor git = new FakeSensor("git") {
            @Override
            public Watch watch(Target target, Runnable lookAgain) {
                opening.countDown();
                while (open.getCount() > 0) {
                    try {
                        open.await();
                    } catch (InterruptedException e) {
                        // as deaf as a native call
                        continue;
                    }
                }
                return closed::countDown;
            }
        };
        try (Fixture fixture = new Fixture()) {
            fixture.add(folder);
            fixture.bind(git);
            opening.await();
            fixture.agents.unbind(git);
            open.countDown();
            Eventually.equal(0L, closed::getCount);
        }
    }

    @Test
    @DisplayName("A6 a slow sensor takes no more than four threads, and those who wait for it do not wait for ever")
    void a_slow_sensor_does_not_take_all_threads(@TempDir Path root) {
        FakeSensor slow = new FakeSensor("slow").hangsDeaf();
        FakeSensor fast = new FakeSensor("fast").gives("model", "x");
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(300)), fast)) {
            List<Path> folders = java.util.stream.IntStream.range(0, 10)
                    .mapToObj(i -> made(root, i))
                    .toList();
            folders.forEach(fixture::add);
            fixture.bind(slow);

            Eventually.equal(4, slow::inside);
            Eventually.equal(
                    10L,
                    () -> fixture.agents.sensors().stream()
                            .filter(status -> status.sensor().equals("slow")
                                    && status.problem().isPresent())
                            .count());
            assertEquals(4, slow.mostInside());
            fixture.agents.list().forEach(Agent::refresh);
            assertEquals(4, slow.mostInside());
            assertTrue(fixture.agents.sensors().stream()
                    .anyMatch(status -> status.problem().orElse("").equals("not asked, calls of it hang: 4")));

            slow.gives("extra", "back");
            slow.release();
            Eventually.equal(0, () -> fixture.agents.status().details().get("hanging_threads"));
            fixture.agents.list().forEach(Agent::refresh);
            folders.forEach(path -> Eventually.equal("back", () -> fixture.stored(StateKey.workspace(path), "extra")));
        }
    }

    private static Path made(Path root, int i) {
        try {
            return java.nio.file.Files.createDirectory(root.resolve("w" + i));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
