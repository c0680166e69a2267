package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShutdownTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("A2 after the end no thread and no watch is left, and the states stay in the store")
    void nothing_is_left() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        FakeSensor hanging = new FakeSensor("hanging").gives("model", "x");
        FakeDocuments documents = new FakeDocuments("session");
        Fixture fixture = new Fixture(Fixture.polling(Duration.ofMillis(5)), git, hanging, documents);
        fixture.add(folder);
        fixture.agents.accept(document(folder, "session=s1 model=one"));
        hanging.hangs();
        Eventually.equal(1, hanging::inside);

        fixture.close();

        assertEquals(List.of(), Fixture.threads());
        assertEquals(0, git.openWatches() + hanging.openWatches() + documents.openWatches());
        assertEquals(0, hanging.inside());
        assertTrue(fixture.store.current(StateKey.session("s1")).isPresent());
        assertTrue(fixture.store.current(StateKey.workspace(folder)).isPresent());
        int told = fixture.store.told().size();
        git.gives("workspace.git.branch", "next");
        fixture.agents.unbind(git);
        assertEquals(told, fixture.store.told().size());
    }

    @Test
    @DisplayName(
            "A2 a sensor that ignores the interrupt does not hold the end; its thread is a daemon and ends with the call")
    void a_deaf_sensor_does_not_hold_the_end() {
        FakeSensor deaf = new FakeSensor("deaf").hangsDeaf();
        Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(50)), deaf);
        fixture.add(folder);

        long begin = System.nanoTime();
        fixture.close();
        // it waits for 2.05 s; the bound is what the whole runtime has to stop, many times over for a busy machine
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(30).toNanos());

        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("context-agent-agent-"))
                .toList();
        assertEquals(1, left.size());
        assertTrue(left.get(0).isDaemon());
        deaf.release();
        Eventually.equal(List.of(), Fixture::threads);
    }

    @Test
    @DisplayName("A2 a watch whose close hangs does not hold the end")
    void a_watch_that_does_not_close_does_not_hold_the_end() {
        FakeSensor git = new FakeSensor("git") {
            @Override
            public Sensor.Watch watch(org.contextagent.api.sensor.Target target, Runnable lookAgain) {
                return () -> {
                    hangsDeaf();
                    try {
                        sense(target);
                    } catch (org.contextagent.api.sensor.SensorException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
            }
        };
        Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(50)), git);
        fixture.add(folder);
        fixture.close();
        assertEquals(1, git.inside());
        git.release();
        Eventually.equal(List.of(), Fixture::threads);
    }

    @Test
    @DisplayName("A2 a hundred starts and ends leave no thread")
    void many_lives_leave_no_thread() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        for (int i = 0; i < 100; i++) {
            try (Fixture fixture = new Fixture(Fixture.polling(Duration.ofMillis(1)), git)) {
                fixture.add(folder);
            }
        }
        assertEquals(List.of(), Fixture.threads());
        assertEquals(0, git.openWatches());
    }
}
