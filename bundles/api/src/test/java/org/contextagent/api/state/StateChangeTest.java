package org.contextagent.api.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StateChangeTest {

    private static final State STATE = new State("0.1.0", Facts.NONE, "", Instant.EPOCH, State.SENSOR_VERSION);

    @Test
    @DisplayName("A5 a workspace's key is its path, a session's the tool's identifier, and they never meet")
    void keys_of_workspaces_and_sessions_never_meet() {
        StateKey workspace = StateKey.workspace(Path.of("/a"));
        StateKey session = StateKey.session("/a");

        assertEquals(new StateKey(StateKey.Kind.WORKSPACE, "/a"), workspace);
        assertNotEquals(workspace, session);
        assertFalse(workspace.isSession());
        assertTrue(session.isSession());
        assertThrows(IllegalArgumentException.class, () -> StateKey.session(""));
    }

    @Test
    @DisplayName("S5 a change lists the facts that differ; against no state it is initial")
    void a_change_lists_what_differs_and_is_initial_without_a_state_before() {
        List<FactChange> changes = new ArrayList<>(List.of(new FactChange(Fact.MODEL, "A", null)));
        StateChange change = new StateChange(2, StateKey.session("s"), Optional.of(STATE), STATE, changes);
        changes.clear();

        assertEquals(1, change.changes().size());
        assertFalse(change.isInitial());
        assertTrue(new StateChange(1, StateKey.session("s"), Optional.empty(), STATE, List.of()).isInitial());
    }

    @Test
    @DisplayName("S5 a changed fact as a document has its name, the old and the new value")
    void a_changed_fact_as_a_document() {
        Map<String, Object> gone = new FactChange(Fact.MODEL, "A", null).toDocument();

        assertEquals(List.of("name", "old", "new"), List.copyOf(gone.keySet()));
        assertEquals("A", gone.get("old"));
        assertEquals(null, gone.get("new"));
    }

    @Test
    void a_listener_need_not_care_for_what_is_forgotten() {
        List<StateChange> told = new ArrayList<>();
        ChangeListener listener = new ChangeListener() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void changed(StateChange change) {
                told.add(change);
            }
        };

        listener.forgotten(StateKey.session("s"));
        assertTrue(told.isEmpty());
    }
}
