package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.agent.testing.FakeStore;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StoreComesAndGoesTest {

    private static final StateKey S1 = StateKey.session("s1");
    private static final String BRANCH = "workspace.git.branch";

    @TempDir
    Path folder;

    private final AtomicReference<String> branch = new AtomicReference<>("main");
    private final FakeSensor git = new FakeSensor("git").does(target -> Facts.of(Map.of(BRANCH, branch.get())));
    private final FakeDocuments documents = new FakeDocuments("session");

    private StateKey key() {
        return StateKey.workspace(folder);
    }

    @Test
    @DisplayName("E9 without a store the agent goes on; the next store is told exactly what changed meanwhile")
    void the_next_store_is_told_what_changed_meanwhile() {
        try (Fixture fixture = new Fixture(git, documents)) {
            Agent agent = fixture.add(folder);
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            fixture.agents.accept(document(folder, "session=s2 model=quiet"));
            fixture.agents.unbind(fixture.store);

            branch.set("away");
            assertEquals("away", agent.refresh().branch().orElseThrow());
            State session = fixture.agents.accept(document(folder, "session=s1 model=two"));
            assertEquals("away", session.branch().orElseThrow());
            branch.set("back");
            agent.refresh();

            FakeStore next = new FakeStore();
            fixture.agents.bind(next);

            assertEquals(2, next.told().size());
            assertEquals("main", change(next, key(), BRANCH));
            assertEquals("back", next.told(key(), BRANCH).get(0));
            // the branch was told as the workspace's change; the session's own change is its model
            assertEquals("one", change(next, S1, "model"));
            assertEquals("back", change(next, S1, BRANCH));
            assertEquals("back", next.told(S1, BRANCH).get(0));
            assertEquals("two", next.told(S1, "model").get(0));
            assertEquals(
                    "back", Fixture.text(next.current(StateKey.session("s2")).orElseThrow(), BRANCH));

            branch.set("on");
            agent.refresh();
            assertEquals(List.of("back", "on"), next.told(key(), BRANCH));
        }
    }

    private static String change(FakeStore store, StateKey key, String fact) {
        return Fixture.text(store.told(key).get(0).before().orElseThrow(), fact);
    }

    @Test
    @DisplayName("E9 the same store back again is told nothing that it knows, and forgets what ended meanwhile")
    void the_same_store_comes_back() {
        try (Fixture fixture = new Fixture(git, documents)) {
            fixture.add(folder);
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            fixture.agents.accept(document(folder, "session=s2 model=two"));
            int told = fixture.store.told().size();
            fixture.agents.unbind(fixture.store);
            fixture.agents.accept(document(folder, "session=s2 ended"));
            fixture.agents.bind(fixture.store);
            assertEquals(told, fixture.store.told().size());
            assertTrue(fixture.store.current(StateKey.session("s2")).isEmpty());
            assertTrue(fixture.store.current(S1).isPresent());
            assertEquals(List.of(Target.of(folder, "s1")), fixture.agents.sessions());
        }
    }

    @Test
    @DisplayName("E9 a store that is replaced by a better one: the leaving of the old one changes nothing")
    void a_store_is_replaced() {
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            FakeStore next = new FakeStore();
            fixture.agents.bind(next);
            fixture.agents.unbind(fixture.store);
            branch.set("next");
            agent.refresh();
            assertEquals(List.of("next"), next.told(key(), BRANCH));
            assertEquals(List.of("main"), fixture.store.told(key(), BRANCH));
        }
    }

    @Test
    @DisplayName("E9 a store that comes after the first states are there is told them as first ones")
    void a_store_that_comes_late_is_told_the_first_states() {
        try (Fixture fixture = new Fixture(git, documents)) {
            fixture.agents.unbind(fixture.store);
            fixture.add(folder);
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            FakeStore late = new FakeStore();
            fixture.agents.bind(late);
            assertEquals(1, late.told(key()).size());
            assertTrue(late.told(key()).get(0).isInitial());
            assertEquals(1, late.told(S1).size());
        }
    }

    @Test
    @DisplayName("S6 the state can be read while the store refuses or is away")
    void a_store_that_refuses_does_not_stop_the_agent() {
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            fixture.store.refuses(true);
            branch.set("next");
            assertEquals("next", agent.refresh().branch().orElseThrow());
            fixture.store.refuses(false);
            branch.set("last");
            agent.refresh();
            assertEquals(List.of("main", "last"), fixture.store.told(key(), BRANCH));
        }
    }

    @Test
    @DisplayName("E9 a first-time state is made when there are no facts, too: sensors that go leave an empty state")
    void the_state_without_sensors_is_empty() {
        try (Fixture fixture = new Fixture(git)) {
            Agent agent = fixture.add(folder);
            fixture.agents.unbind(git);
            Eventually.holds("no facts", () -> agent.state().facts().isEmpty());
            assertEquals(List.of("main", "-"), fixture.store.told(key(), BRANCH));
        }
    }
}
