package org.contextagent.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.status.Status;
import org.contextagent.state.testing.FailingListener;
import org.contextagent.state.testing.RecordingListener;
import org.contextagent.state.testing.States;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest {

    private static final StateKey A = StateKey.workspace(Path.of("/a"));
    private static final StateKey B = StateKey.session("b");

    private final MemoryStateStore store = new MemoryStateStore();
    private final RecordingListener listener = new RecordingListener("events");

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    @DisplayName("S5 against no state a change is initial and lists nothing")
    void the_first_state_of_a_key_is_an_initial_change() {
        store.bindListener(listener);
        State first = States.number(1);

        StateChange change = store.accept(A, first).orElseThrow();

        assertEquals(new StateChange(1, A, Optional.empty(), first, List.of()), change);
        assertTrue(change.isInitial());
        assertEquals(List.of(change), listener.changes);
        assertEquals(Optional.of(first), store.current(A));
        assertEquals(Optional.empty(), store.previous(A));
    }

    @Test
    @DisplayName("S5 the changes between two states list each changed fact with old and new")
    void a_change_lists_each_changed_fact_with_old_and_new() {
        State before = States.with(Map.of(Fact.MODEL, "A", Fact.GIT_BRANCH, "main", "same", 1, "tags", List.of("x")));
        State after = States.with(Map.of(Fact.MODEL, "B", "came", true, "same", 1, "tags", List.of("x", "y")));
        store.accept(A, before);

        StateChange change = store.accept(A, after).orElseThrow();

        assertEquals(Optional.of(before), change.before());
        assertEquals(after, change.after());
        assertEquals(
                List.of(
                        new FactChange("came", null, true),
                        new FactChange("model", "A", "B"),
                        new FactChange("tags", List.of("x"), List.of("x", "y")),
                        new FactChange("workspace.git.branch", "main", null)),
                change.changes());
    }

    @Test
    @DisplayName("S4 a state in which the time and the line alone differ is taken, but is no change")
    void a_state_with_the_same_facts_is_taken_but_is_no_change() {
        store.bindListener(listener);
        State first = States.number(1);
        State second = States.number(2);
        store.accept(A, first);
        store.accept(A, second);
        State later = States.later(second);

        assertEquals(Optional.empty(), store.accept(A, later));

        assertEquals(Optional.of(later), store.current(A));
        assertEquals(Optional.of(first), store.previous(A));
        assertEquals(List.of(later, first), store.history(A));
        assertEquals(List.of(1L, 2L), listener.numbers());
    }

    @Test
    @DisplayName("S6 the current, the previous and a bounded history of states can be read")
    void the_history_of_a_key_is_bounded() {
        for (int n = 1; n <= 3 * Kept.HISTORY; n++) {
            store.accept(A, States.number(n));
            store.accept(B, States.number(-n));
        }

        List<State> history = store.history(A);
        assertEquals(Kept.HISTORY, history.size());
        assertEquals(Optional.of(history.get(0)), store.current(A));
        assertEquals(Optional.of(history.get(1)), store.previous(A));
        for (int i = 0; i < history.size(); i++) {
            assertEquals(States.number(3L * Kept.HISTORY - i), history.get(i));
        }
        assertThrows(UnsupportedOperationException.class, () -> history.remove(0));
    }

    @Test
    void states_share_what_did_not_change() {
        Map<String, Object> facts = Map.of("same", new String("long"), "n", 1, "tags", List.of("x"), Fact.USAGE_PCT, 5);
        store.accept(A, States.with(facts));
        Map<String, Object> news = new HashMap<>(facts);
        news.put("same", new String("long"));
        news.put("tags", List.of(new String("x")));
        news.put("n", 2);
        store.accept(A, States.with(news));
        store.accept(A, States.later(States.with(news)));
        news.remove("n");
        store.accept(A, States.with(news));

        List<State> history = store.history(A);
        assertEquals(3, history.size());
        assertEquals(States.with(news), history.get(0));
        Facts first = history.get(2).facts();
        Facts second = history.get(1).facts();
        assertSame(first.get("same").orElseThrow(), second.get("same").orElseThrow());
        assertSame(first.get("tags").orElseThrow(), second.get("tags").orElseThrow());
        assertEquals(Optional.of(2L), second.get("n"));
    }

    @Test
    void what_nobody_ever_told_is_not_there() {
        assertEquals(Optional.empty(), store.current(A));
        assertEquals(Optional.empty(), store.previous(A));
        assertEquals(List.of(), store.history(A));
        assertEquals(Set.of(), store.keys());
        store.forget(A);
    }

    @Test
    @DisplayName("A5 keys have states of their own and are listed in the order in which they came")
    void keys_have_states_of_their_own() {
        List<StateKey> came = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StateKey key = i % 2 == 0 ? StateKey.session("s" + i) : StateKey.workspace(Path.of("/w" + i));
            came.add(key);
            store.accept(key, States.number(i));
        }
        store.accept(came.get(0), States.number(1000));

        assertEquals(came, new ArrayList<>(store.keys()));
        assertEquals(Optional.of(States.number(7)), store.current(came.get(7)));
        assertThrows(UnsupportedOperationException.class, () -> store.keys().remove(came.get(0)));
    }

    @Test
    @DisplayName("E9 what is adopted was told already and is told to nobody, and the next change is one from it")
    void what_is_adopted_is_told_to_nobody() {
        store.bindListener(listener);
        store.adopt(B, States.number(1));
        store.adopt(B, States.number(2));
        assertEquals(List.of(), listener.changes);
        assertEquals(List.of(States.number(2), States.number(1)), store.history(B));

        assertEquals(Optional.empty(), store.accept(B, States.number(2)));
        StateChange change = store.accept(B, States.number(3)).orElseThrow();

        assertEquals(1, change.number());
        assertEquals(Optional.of(States.number(2)), change.before());
        assertEquals(List.of(change), listener.changes);
    }

    @Test
    void forgetting_drops_all_of_a_key_and_its_next_state_is_a_first_one() {
        store.bindListener(listener);
        store.accept(A, States.number(1));
        store.accept(B, States.number(1));
        store.accept(A, States.number(2));

        store.forget(A);
        store.forget(A);

        assertEquals(Optional.empty(), store.current(A));
        assertEquals(Optional.empty(), store.previous(A));
        assertEquals(List.of(), store.history(A));
        assertEquals(Set.of(B), store.keys());
        assertEquals(List.of(A), listener.forgotten);
        assertTrue(store.accept(A, States.number(2)).orElseThrow().isInitial());
    }

    @Test
    @DisplayName("A6 a listener that comes back is told what it missed, once and in order")
    void a_listener_that_comes_back_is_told_what_it_missed() {
        store.bindListener(listener);
        store.accept(A, States.number(1));
        store.unbindListener(listener);
        store.accept(A, States.number(2));
        store.accept(B, States.number(1));
        store.forget(B);

        RecordingListener swapped = new RecordingListener("events");
        store.bindListener(swapped);
        store.accept(A, States.number(3));

        assertEquals(List.of(1L), listener.numbers());
        assertEquals(List.of(2L, 3L, 4L), swapped.numbers());
    }

    @Test
    void a_listener_that_comes_for_the_first_time_is_told_all_that_is_kept() {
        for (int n = 1; n <= MemoryStateStore.CHANGES + 500; n++) {
            store.accept(A, States.number(n));
        }

        store.bindListener(listener);

        assertEquals(numbers(501, MemoryStateStore.CHANGES + 500), listener.numbers());
    }

    @Test
    @DisplayName("A6 a listener that was away for longer than the history reaches is told what is there")
    void a_listener_that_was_away_for_too_long_is_told_what_is_there() {
        store.bindListener(listener);
        store.accept(A, States.number(1));
        store.unbindListener(listener);
        for (int n = 2; n <= MemoryStateStore.CHANGES + 500; n++) {
            store.accept(A, States.number(n));
        }

        store.bindListener(listener);

        List<Long> expected = new ArrayList<>(List.of(1L));
        expected.addAll(numbers(501, MemoryStateStore.CHANGES + 500));
        assertEquals(expected, listener.numbers());
    }

    @Test
    void listeners_with_other_names_do_not_stand_in_for_each_other() {
        RecordingListener other = new RecordingListener("other");
        store.bindListener(listener);
        store.accept(A, States.number(1));
        store.bindListener(other);
        store.unbindListener(listener);
        store.accept(A, States.number(2));
        store.unbindListener(other);
        store.accept(A, States.number(3));
        store.bindListener(other);
        store.bindListener(listener);

        assertEquals(List.of(1L, 2L, 3L), listener.numbers());
        assertEquals(List.of(1L, 2L, 3L), other.numbers());
    }

    @Test
    void listeners_under_ever_new_names_leave_no_more_than_a_bounded_trace() {
        Listeners few = new Listeners(10, 2);
        RecordingListener[] away = new RecordingListener[3];
        few.tell(A, Optional.empty(), States.number(1), List.of());
        for (int i = 0; i < away.length; i++) {
            away[i] = new RecordingListener("away" + i);
            few.add(away[i], away[i].name());
            few.remove(away[i]);
        }
        for (RecordingListener back : away) {
            few.add(back, back.name());
        }

        assertEquals(List.of(1L, 1L), away[0].numbers(), "it was not remembered and counts as new");
        assertEquals(List.of(1L), away[1].numbers());
        assertEquals(List.of(1L), away[2].numbers());
    }

    @Test
    @DisplayName("E6 a listener that throws harms no other; the change counts as told")
    void a_listener_that_throws_harms_no_other() {
        for (Throwable failure :
                List.of(new IllegalStateException("test"), new NoClassDefFoundError("test"), new Exception())) {
            MemoryStateStore own = new MemoryStateStore();
            FailingListener failing = new FailingListener(failure);
            RecordingListener healthy = new RecordingListener("healthy");
            own.bindListener(failing);
            own.bindListener(healthy);

            own.accept(A, States.number(1));
            own.accept(A, States.number(2));
            assertEquals(List.of(1L, 2L), healthy.numbers());
            assertEquals(2, failing.calls.get());

            own.unbindListener(failing);
            own.bindListener(failing);
            assertEquals(2, failing.calls.get(), "what it was told counts as told");
        }
    }

    @Test
    void a_listener_cannot_write_into_the_store_while_it_is_told_a_change() {
        List<Throwable> refused = new ArrayList<>();
        store.bindListener(new ChangeListener() {
            @Override
            public String name() {
                return "writing";
            }

            @Override
            public void changed(StateChange change) {
                refused.add(assertThrows(IllegalStateException.class, () -> store.accept(A, States.number(9))));
                refused.add(assertThrows(IllegalStateException.class, () -> store.adopt(A, States.number(9))));
                refused.add(assertThrows(IllegalStateException.class, () -> store.forget(A)));
            }
        });
        store.bindListener(listener);

        store.accept(A, States.number(1));

        assertEquals(3, refused.size());
        assertEquals(List.of(1L), listener.numbers());
        assertEquals(Optional.of(States.number(1)), store.current(A));
    }

    @Test
    @DisplayName("E8 listeners that come and go from within a change are told each change once")
    void listeners_may_come_and_go_from_within_a_change() {
        RecordingListener newcomer = new RecordingListener("newcomer");
        RecordingListener leaving = new RecordingListener("leaving");
        store.bindListener(leaving);
        store.bindListener(new ChangeListener() {
            @Override
            public String name() {
                return "swapping";
            }

            @Override
            public void changed(StateChange change) {
                if (change.number() == 2) {
                    store.bindListener(newcomer);
                    store.unbindListener(leaving);
                }
            }
        });

        store.accept(A, States.number(1));
        store.accept(A, States.number(2));
        store.accept(A, States.number(3));

        assertEquals(List.of(1L, 2L, 3L), newcomer.numbers());
        assertEquals(List.of(1L, 2L), leaving.numbers());
    }

    @Test
    void the_store_never_grows_without_bound() {
        store.bindListener(listener);
        store.accept(A, States.number(1));
        store.accept(B, States.number(1));
        for (int i = 0; i < MemoryStateStore.KEYS + 10; i++) {
            store.accept(A, States.number(i + 2));
            store.accept(StateKey.session("s" + i), States.number(i));
        }

        Set<StateKey> keys = store.keys();
        assertEquals(MemoryStateStore.KEYS, keys.size());
        assertTrue(keys.contains(A), "it always had news");
        assertFalse(keys.contains(B), "it was longest without news");
        assertEquals(12, listener.forgotten.size());
        assertEquals(B, listener.forgotten.get(0));
    }

    @Test
    void the_status_tells_what_is_kept_and_who_listens() {
        store.bindListener(listener);
        store.accept(A, States.number(1));
        store.accept(B, States.number(1));
        Status status = store.status();

        assertEquals("state", store.name());
        assertEquals(Status.Level.OK, status.level());
        assertEquals(1L, status.details().get("workspaces"));
        assertEquals(1L, status.details().get("sessions"));
        assertEquals(2L, status.details().get("changes"));
        assertEquals(
                List.of(Map.of("name", "events", "told", 2L, "failures", 0L)),
                status.details().get("listeners"));
    }

    @Test
    void the_status_warns_of_a_listener_that_fails_until_it_does_not() {
        FailingListener failing = new FailingListener(new IllegalStateException("test"));
        store.bindListener(failing);
        store.accept(A, States.number(1));

        assertEquals(Status.Level.WARN, store.status().level());
        assertTrue(store.status().message().contains("failing"), store.status().message());

        failing.fails = false;
        store.accept(A, States.number(2));
        assertEquals(Status.Level.OK, store.status().level());
        assertEquals(
                List.of(Map.of("name", "failing", "told", 2L, "failures", 1L)),
                store.status().details().get("listeners"));
    }
}
