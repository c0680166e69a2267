package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.agent.testing.FakeStore;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent's bundle is taken out and put in again while everything else stays. */
@Timeout(120)
class SwapTest {

    private static final StateKey S1 = StateKey.session("s1");
    private static final String BRANCH = "workspace.git.branch";

    @TempDir
    Path folder;

    @TempDir
    Path data;

    private final FakeStore store = new FakeStore();
    private final FakeSensor cwd = new FakeSensor("cwd")
            .does(target -> Facts.of(Map.of("workspace.path", target.workspace().toString())));
    private final FakeSensor git = new FakeSensor("git").gives(BRANCH, "main");
    private final FakeDocuments documents = new FakeDocuments("session");

    private StateKey key() {
        return StateKey.workspace(folder);
    }

    private LocalAgents agents(String version, Duration sessionTimeout, Sensor... sensors) {
        LocalAgents agents = new LocalAgents(
                version,
                new AgentOptions(Fixture.NEVER, Duration.ofSeconds(30), sessionTimeout, Optional.empty()),
                new AddedFolders(data.resolve("added")),
                Clock.systemUTC());
        long id = 0;
        for (Sensor sensor : sensors) {
            agents.bind(sensor, Fixture.properties(++id, 0));
        }
        agents.bind(store);
        agents.start();
        return agents;
    }

    private LocalAgents agents(Sensor... sensors) {
        return agents("1.0.0", Fixture.NEVER, sensors);
    }

    private void first() {
        LocalAgents before = agents(cwd, git, documents);
        before.accept(document(folder, "session=s1 model=one used=5"));
        before.close();
    }

    @Test
    @DisplayName("A6 an agent that is swapped has the same workspaces and sessions again, and tells nothing for that")
    void a_swapped_agent_goes_on() {
        first();
        int told = store.told().size();
        LocalAgents after = agents(cwd, git, documents);

        assertEquals(folder, after.list().get(0).workspace());
        assertTrue(after.list().get(0).isRunning());
        assertEquals(List.of(Target.of(folder, "s1")), after.sessions());
        Eventually.equal(1, () -> git.openWatches(Target.of(folder)));
        after.list().get(0).refresh();
        assertEquals(told, store.told().size());
        assertEquals(
                "one",
                after.accept(document(folder, "session=s1 model=one used=5"))
                        .model()
                        .orElseThrow());
        assertEquals(told, store.told().size());

        git.gives(BRANCH, "next");
        git.signal(Target.of(folder));
        Eventually.equal("next", () -> Fixture.text(store.current(S1).orElseThrow(), BRANCH));
        assertEquals(List.of("main", "next"), store.told(key(), BRANCH));
        after.close();
    }

    @Test
    @DisplayName("A6 until its sensors have spoken a swapped agent gives the state from before")
    void the_state_from_before_stands_in() {
        first();
        FakeSensor slow = new FakeSensor("git").hangs();
        LocalAgents after = agents(cwd, slow, documents);
        Agent agent = after.list().get(0);

        Eventually.equal(1, () -> cwd.openWatches(Target.of(folder)));
        assertEquals("main", agent.state().branch().orElseThrow());
        Eventually.equal(1, slow::inside);
        // nor does a document wait for the sensors then
        assertEquals(
                "main",
                after.accept(document(folder, "session=s1 model=one used=5"))
                        .branch()
                        .orElseThrow());
        assertEquals(1, slow.inside());
        slow.gives(BRANCH, "changed");
        slow.release();
        // the hanging call ends with nothing, a signal brings the change
        Eventually.holds("watched", () -> slow.openWatches() == 1);
        slow.signal(Target.of(folder));
        Eventually.equal("changed", () -> agent.state().branch().orElse("-"));
        assertEquals(List.of("main", "changed"), store.told(key(), BRANCH));
        after.close();
    }

    @RepeatedTest(50)
    @DisplayName("A6 sensors that come back a little after the agent do not make the facts flicker")
    void sensors_that_come_later_do_not_flicker() {
        first();
        LocalAgents after = agents();
        after.bind(cwd, Fixture.properties(1, 0));
        after.list().get(0).refresh();
        after.bind(git, Fixture.properties(2, 0));
        after.bind(documents, Fixture.properties(3, 0));
        after.list().get(0).refresh();
        assertEquals(List.of("main"), store.told(key(), BRANCH));
        assertEquals(List.of("main"), store.told(S1, BRANCH));
        after.close();
    }

    @Test
    @DisplayName("A6 facts of a sensor that does not come back with the agent go in the end")
    void facts_of_a_sensor_that_stays_away_go() {
        first();
        LocalAgents after = agents(cwd);
        Eventually.equal(List.of("main", "-"), () -> store.told(key(), BRANCH));
        Eventually.equal("-", () -> Fixture.text(store.current(S1).orElseThrow(), BRANCH));
        // what a document said stays until there is another one
        assertEquals("one", Fixture.text(store.current(S1).orElseThrow(), "model"));
        after.close();
    }

    @Test
    @DisplayName(
            "A6 when the sensor of documents knows nothing of a session any more its last facts stay until a document")
    void the_last_facts_of_a_session_stay() {
        first();
        FakeDocuments fresh = new FakeDocuments("session");
        LocalAgents after = agents(cwd, git, fresh);
        Eventually.holds("asked", () -> fresh.calls(Target.of(folder, "s1")) > 0);
        after.list().get(0).refresh();
        assertEquals("one", Fixture.text(store.current(S1).orElseThrow(), "model"));
        assertEquals(1, store.told(S1).size());

        State next = after.accept(document(folder, "session=s1 model=two"));
        assertEquals("two", next.model().orElseThrow());
        assertEquals("-", Fixture.text(next, "context_window.tokens_used"));
        assertEquals("main", next.branch().orElseThrow());
        after.close();
    }

    @Test
    @DisplayName("A6 a workspace that was added stays one that nobody drops; one of documents is dropped in time")
    void what_was_added_stays_added(@TempDir Path added) {
        LocalAgents before = agents(cwd, documents);
        before.add(added);
        before.accept(document(folder, "session=s1"));
        before.close();

        LocalAgents after = agents("1.0.0", Duration.ofMillis(100), cwd, documents);
        Eventually.equal(1, () -> after.list().size());
        assertEquals(added, after.list().get(0).workspace());
        assertTrue(after.remove(added));
        after.close();
        assertTrue(new AddedFolders(data.resolve("added")).load().isEmpty());
    }

    @Test
    @DisplayName("A6 a swapped agent lists its workspaces and sessions in the order in which they came")
    void the_order_stays(@TempDir Path other) {
        LocalAgents before = agents(cwd, documents);
        List<Path> folders = new ArrayList<>();
        List<Target> sessions = new ArrayList<>();
        for (int i = 20; i > 0; i--) {
            Path next = other.resolve("f" + i);
            before.accept(document(next, "session=s" + i));
            folders.add(next);
            sessions.add(Target.of(next, "s" + i));
        }
        before.close();

        LocalAgents after = agents(cwd, documents);
        assertEquals(folders, after.list().stream().map(Agent::workspace).toList());
        assertEquals(sessions, after.sessions());
        after.close();
    }

    @Test
    @DisplayName("S1 after an update the state carries the new version")
    void the_version_is_the_new_one() {
        first();
        LocalAgents after = agents("2.0.0", Fixture.NEVER, cwd, git, documents);
        Eventually.equal("2.0.0", () -> store.current(key()).orElseThrow().agentVersion());
        assertEquals(1, store.told(key()).size());
        after.close();
    }

    @Test
    @DisplayName("A6 what cannot be restored is forgotten")
    void what_cannot_be_restored_is_forgotten() {
        State empty = new State("1", Facts.NONE, "", Instant.EPOCH, State.SENSOR_VERSION);
        store.adopt(StateKey.session("homeless"), empty);
        store.adopt(new StateKey(StateKey.Kind.WORKSPACE, "not/absolute"), empty);
        store.adopt(new StateKey(StateKey.Kind.WORKSPACE, "nul\0"), empty);
        LocalAgents after = agents(cwd);
        assertTrue(store.keys().isEmpty());
        after.close();
    }

    @Test
    @DisplayName("A6 a session whose workspace the store does not know takes over nothing of the folder's old facts")
    void a_session_without_its_workspace_is_restored() {
        first();
        store.forget(key());
        LocalAgents after = agents(cwd, new FakeSensor("git").gives(BRANCH, "newer"));
        after.list().get(0).refresh();
        Eventually.equal("newer", () -> Fixture.text(store.current(S1).orElseThrow(), BRANCH));
        assertEquals("one", Fixture.text(store.current(S1).orElseThrow(), "model"));
        after.close();
    }

    @Test
    @DisplayName("A2 the states stay in the store when the agent is taken out")
    void the_states_stay() {
        first();
        assertEquals(2, store.keys().size());
        assertEquals(0, git.openWatches());
        assertEquals(List.of(), documents.forgotten());
    }
}
