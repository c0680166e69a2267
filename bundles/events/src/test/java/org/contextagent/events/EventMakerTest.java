package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.contextagent.events.testing.Changes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventMakerTest {

    private static final StateKey WORKSPACE = StateKey.workspace(Path.of("/home/dev/app"));
    private static final StateKey SESSION = StateKey.session("s1");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final EventMaker maker = new EventMaker(80);

    private List<Draft> step(StateKey key, Map<String, ?> before, Map<String, ?> after) {
        return maker.eventsOf(Changes.between(key, Optional.of(Changes.state(before)), Changes.state(after)));
    }

    private List<Draft> first(StateKey key, Map<String, ?> facts) {
        return maker.eventsOf(Changes.between(key, Optional.empty(), Changes.state(facts)));
    }

    private static String names(List<Draft> events) {
        return events.stream().map(event -> event.type().wireName()).collect(Collectors.joining(" "));
    }

    private static Map<String, Object> usage(long percent) {
        return Map.of(Fact.USAGE_PCT, percent);
    }

    /** What a session's usage, one value after the other (null: not known), leads to. */
    private String usages(Long... percents) {
        StringBuilder told = new StringBuilder();
        Map<String, Object> before = null;
        for (int i = 0; i < percents.length; i++) {
            Map<String, Object> after =
                    percents[i] == null ? Map.of("n", i) : Map.of("n", i, Fact.USAGE_PCT, percents[i]);
            List<Draft> events = before == null ? first(SESSION, after) : step(SESSION, before, after);
            told.append(names(events).contains("context_threshold") ? '!' : '.');
            before = after;
        }
        return told.toString();
    }

    @Test
    @DisplayName("E3 the first state gives state_updated alone, with no old value")
    void the_first_state_gives_state_updated_alone() {
        State state = Changes.state(Map.of(
                Fact.MODEL,
                "Claude",
                Fact.GIT_BRANCH,
                "main",
                Fact.WORKSPACE_PATH,
                "/home/dev/app",
                Fact.USAGE_PCT,
                95));

        List<Draft> events = maker.eventsOf(Changes.between(WORKSPACE, Optional.empty(), state));

        assertEquals("state_updated", names(events));
        Draft event = events.get(0);
        assertEquals(null, event.oldValue());
        assertEquals(state.toDocument(), event.newValue());
        assertEquals(state.lastUpdated(), event.timestamp());
        assertEquals(Map.of("workspace", "/home/dev/app", "changes", List.of()), event.metadata());
    }

    @Test
    @DisplayName("E4 a change gives each event that applies, the specific ones before state_updated")
    void a_change_gives_each_event_that_applies() {
        State before = Changes.state(Map.of(
                Fact.MODEL, "A",
                Fact.WORKSPACE_PATH, "/home/dev/app",
                Fact.WORKSPACE_NAME, "app",
                Fact.GIT_BRANCH, "main",
                Fact.USAGE_PCT, 79));
        State after = Changes.state(Map.of(
                Fact.MODEL, "B",
                Fact.WORKSPACE_PATH, "/home/dev/lib",
                Fact.WORKSPACE_NAME, "lib",
                Fact.GIT_BRANCH, "topic",
                Fact.USAGE_PCT, 80));

        List<Draft> events = maker.eventsOf(Changes.between(SESSION, Optional.of(before), after));

        assertEquals("model_changed workspace_changed branch_changed context_threshold state_updated", names(events));
        assertEquals(List.of("A", "B"), values(events.get(0)));
        assertEquals(List.of("/home/dev/app", "/home/dev/lib"), values(events.get(1)));
        assertEquals(List.of("main", "topic"), values(events.get(2)));
        assertEquals(List.of(79L, 80L), values(events.get(3)));
        assertEquals(80L, events.get(3).metadata().get(ContextEvent.THRESHOLD));
        assertEquals(List.of(before.toDocument(), after.toDocument()), values(events.get(4)));
        for (Draft event : events) {
            assertEquals("/home/dev/lib", event.metadata().get(ContextEvent.WORKSPACE));
            assertEquals("lib", event.metadata().get(ContextEvent.WORKSPACE_NAME));
            assertEquals("s1", event.metadata().get(ContextEvent.SESSION_ID));
            assertEquals(after.lastUpdated(), event.timestamp());
        }
    }

    private static List<Object> values(Draft event) {
        return List.of(
                Optional.ofNullable(event.oldValue()).orElse("none"),
                Optional.ofNullable(event.newValue()).orElse("none"));
    }

    @Test
    @DisplayName("E4 the metadata of state_updated lists the changes, and no other fact")
    void state_updated_lists_the_changes() {
        List<Draft> events =
                step(WORKSPACE, Map.of("a", 1, "b", 2, "same", 3), Map.of("a", List.of("x"), "c", 3, "same", 3));

        assertEquals("state_updated", names(events));
        Object changes = events.get(0).metadata().get(ContextEvent.CHANGES);
        assertEquals(
                "[{name=a, old=1, new=[x]}, {name=b, old=2, new=null}, {name=c, old=null, new=3}]", changes.toString());
    }

    @Test
    @DisplayName("E4 no change, no event")
    void no_change_gives_no_event() {
        assertEquals("", names(step(WORKSPACE, Map.of("a", 1), Map.of("a", 1))));
    }

    @Test
    @DisplayName("E4 facts that come or go have no value on that side")
    void facts_that_come_or_go_have_no_value_on_that_side() {
        List<Draft> came = step(WORKSPACE, Map.of(), Map.of(Fact.MODEL, "A", Fact.GIT_BRANCH, "main"));
        assertEquals("model_changed branch_changed state_updated", names(came));
        assertEquals(List.of("none", "A"), values(came.get(0)));
        assertEquals(List.of("none", "main"), values(came.get(1)));

        List<Draft> went = step(WORKSPACE, Map.of(Fact.MODEL, "A", Fact.GIT_BRANCH, "main"), Map.of());
        assertEquals(List.of("A", "none"), values(went.get(0)));
        assertEquals(List.of("main", "none"), values(went.get(1)));
    }

    @Test
    @DisplayName("E4 a workspace that changes by its name alone has changed, too")
    void a_workspace_that_changes_by_its_name_has_changed() {
        List<Draft> events = step(
                WORKSPACE,
                Map.of(Fact.WORKSPACE_PATH, "/home/dev/app", Fact.WORKSPACE_NAME, "app"),
                Map.of(Fact.WORKSPACE_PATH, "/home/dev/app"));

        assertEquals("workspace_changed state_updated", names(events));
        assertEquals(List.of("/home/dev/app", "/home/dev/app"), values(events.get(0)));
    }

    @Test
    @DisplayName("E2 the metadata names the workspace, and the session where it is one's event")
    void the_metadata_names_the_workspace_and_the_session() {
        assertEquals(
                Map.of("workspace", "/home/dev/app", "changes", List.of()),
                first(WORKSPACE, Map.of()).get(0).metadata());
        assertEquals(
                Map.of("session_id", "s1", "changes", List.of()),
                first(SESSION, Map.of()).get(0).metadata());
        assertEquals(
                Map.of("workspace", "/x", "workspace_name", "x", "session_id", "s1", "changes", List.of()),
                first(SESSION, Map.of(Fact.WORKSPACE_PATH, "/x", Fact.WORKSPACE_NAME, "x"))
                        .get(0)
                        .metadata());
    }

    @Test
    @DisplayName("E6 no handler can change what another one gets")
    void no_handler_can_change_what_another_one_gets() {
        ContextEvent event =
                step(WORKSPACE, Map.of("x.a", 1), Map.of("x.a", 2)).get(0).numbered(1);
        @SuppressWarnings("unchecked")
        Map<String, Object> document = (Map<String, Object>) event.newValue();
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> changes =
                (List<Map<String, Object>>) event.metadata().get(ContextEvent.CHANGES);

        assertThrows(UnsupportedOperationException.class, () -> document.put("x", 1));
        assertThrows(UnsupportedOperationException.class, () -> document.remove("x"));
        assertThrows(UnsupportedOperationException.class, () -> changes.get(0).put("old", 1));
        assertThrows(UnsupportedOperationException.class, changes::clear);
        @SuppressWarnings("unchecked")
        Map<String, Object> nested = (Map<String, Object>) document.get("x");
        nested.clear();
        assertEquals(Map.of("a", 2L), document.get("x"));
    }

    @Test
    @DisplayName(
            "E5 context_threshold comes once when usage goes from below to at or above, and again after it was below")
    void the_threshold_is_told_once_and_again_after_usage_was_below() {
        assertEquals("..!", usages(0L, 79L, 80L));
        assertEquals(".!....!", usages(79L, 80L, 81L, 100L, 80L, 79L, 100L));
        assertEquals(".!.!.!", usages(0L, 80L, 0L, 80L, 0L, 80L));
    }

    @Test
    @DisplayName("E5 a first state at or above the threshold is told after usage has been below")
    void a_first_state_above_is_told_after_usage_has_been_below() {
        assertEquals("....!", usages(95L, 96L, 80L, 79L, 80L));
    }

    @Test
    @DisplayName("E5 usage that was never known counts as below")
    void usage_that_was_never_known_counts_as_below() {
        assertEquals("..!", usages(null, null, 95L));
        List<Draft> events = step(WORKSPACE, Map.of("n", 1), Map.of("n", 2, Fact.USAGE_PCT, 80));
        assertEquals("context_threshold state_updated", names(events));
        assertEquals(List.of("none", 80L), values(events.get(0)));
    }

    @Test
    @DisplayName("E5 while usage is not known the last known one stands in")
    void while_usage_is_not_known_the_last_known_one_stands_in() {
        assertEquals(".!...", usages(79L, 80L, null, null, 85L));
        assertEquals(".!..!", usages(79L, 80L, null, 79L, 80L));
        assertEquals("...!", usages(79L, null, null, 80L));
        assertEquals("....", usages(90L, null, null, 90L));
    }

    @Test
    @DisplayName("E5 each key crosses the threshold by itself")
    void each_key_crosses_by_itself() {
        first(SESSION, usage(10));
        first(WORKSPACE, usage(10));
        assertEquals("context_threshold state_updated", names(step(SESSION, usage(10), usage(80))));
        assertEquals("context_threshold state_updated", names(step(WORKSPACE, usage(10), usage(80))));
    }

    @Test
    @DisplayName("E5 nothing need be remembered to see a crossing between two known usages")
    void a_crossing_is_seen_without_memory() {
        assertEquals("context_threshold state_updated", names(step(SESSION, usage(79), usage(80))));
        assertEquals(
                "state_updated",
                names(new EventMaker(80)
                        .eventsOf(Changes.between(
                                SESSION, Optional.of(Changes.state(usage(80))), Changes.state(usage(81))))));
    }

    @Test
    @DisplayName("E5 a change of the threshold at run time that usage crosses is told at once")
    void a_lower_threshold_that_usage_crosses_is_told() {
        first(SESSION, Map.of(Fact.USAGE_PCT, 75, Fact.WORKSPACE_PATH, "/x"));
        first(WORKSPACE, usage(60));

        List<Draft> events = maker.eventsOfThreshold(70, NOW);

        assertEquals("context_threshold", names(events));
        Draft event = events.get(0);
        assertEquals(List.of(75L, 75L), values(event));
        assertEquals(NOW, event.timestamp());
        assertEquals(Map.of("workspace", "/x", "session_id", "s1", "threshold", 70L), event.metadata());
        assertEquals("", names(maker.eventsOfThreshold(70, NOW)));
        assertEquals("state_updated", names(step(SESSION, usage(75), usage(76))));
        assertEquals("context_threshold state_updated", names(step(WORKSPACE, usage(60), usage(70))));
    }

    @Test
    @DisplayName("E5 a higher threshold puts usage below it, and it is told again when it gets there")
    void a_higher_threshold_is_told_again() {
        first(SESSION, usage(10));
        assertEquals("context_threshold state_updated", names(step(SESSION, usage(10), usage(85))));
        assertEquals("", names(maker.eventsOfThreshold(90, NOW)));
        assertEquals("state_updated", names(step(SESSION, usage(85), usage(89))));
        assertEquals("context_threshold state_updated", names(step(SESSION, usage(89), usage(90))));
        assertEquals("", names(maker.eventsOfThreshold(95, NOW)));
        assertEquals("context_threshold", names(maker.eventsOfThreshold(90, NOW)));
    }

    @Test
    @DisplayName("E5 a key that is forgotten crosses no new threshold")
    void a_key_that_is_forgotten_crosses_nothing() {
        first(SESSION, usage(75));
        maker.forget(SESSION);
        assertEquals("", names(maker.eventsOfThreshold(70, NOW)));
    }

    @Test
    void what_is_remembered_has_a_bound() {
        for (int i = 0; i < EventMaker.KEYS + 10; i++) {
            first(StateKey.session("s" + i), usage(75));
        }
        List<Draft> events = maker.eventsOfThreshold(70, NOW);

        assertEquals(EventMaker.KEYS, events.size());
        assertEquals("s10", events.get(0).metadata().get(ContextEvent.SESSION_ID), "those longest without news went");
        assertEquals(EventType.CONTEXT_THRESHOLD, events.get(0).type());
    }
}
