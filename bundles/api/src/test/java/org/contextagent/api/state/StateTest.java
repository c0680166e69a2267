package org.contextagent.api.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StateTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456789Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static State state(Map<String, ?> facts) {
        return new State("0.1.0", Facts.of(facts), "[Claude]", NOON, State.SENSOR_VERSION);
    }

    @Test
    @DisplayName("S1 the document has the names and the nesting that others rely on")
    void the_document_has_the_names_that_others_rely_on() {
        State state = state(Map.of(
                Fact.MODEL, "Claude",
                Fact.WORKSPACE_PATH, "/home/dev/my-project",
                Fact.WORKSPACE_NAME, "my-project",
                Fact.GIT_IS_REPO, true,
                Fact.GIT_BRANCH, "main",
                Fact.MAX_TOKENS, 200_000,
                Fact.TOKENS_USED, 26_100));

        Map<String, Object> expected = Map.of(
                "agent_type", "context",
                "agent_version", "0.1.0",
                "model", "Claude",
                "workspace",
                        Map.of(
                                "path",
                                "/home/dev/my-project",
                                "name",
                                "my-project",
                                "git",
                                Map.of("is_repo", true, "branch", "main")),
                "context_window", Map.of("max_tokens", 200_000L, "tokens_used", 26_100L, "usage_pct", 13L),
                "display", "[Claude]",
                "last_updated", "2026-11-24T12:00:00.123456789Z",
                "sensor_version", "1.0.0");
        assertEquals(expected, state.toDocument());
        assertEquals(Optional.of("Claude"), state.model());
        assertEquals(Optional.of("/home/dev/my-project"), state.workspacePath());
        assertEquals(Optional.of("my-project"), state.workspaceName());
        assertEquals(Optional.of("main"), state.branch());
        assertEquals(OptionalLong.of(13), state.usagePct());
    }

    @Test
    @DisplayName("S2 missing fields give a partial state, never a failure")
    void missing_fields_give_a_partial_state() {
        State empty = state(Map.of());

        assertEquals(Optional.empty(), empty.model());
        assertEquals(Optional.empty(), empty.workspacePath());
        assertEquals(Optional.empty(), empty.workspaceName());
        assertEquals(Optional.empty(), empty.branch());
        assertEquals(Optional.empty(), empty.sessionId());
        assertEquals(OptionalLong.empty(), empty.usagePct());
        assertFalse(empty.toDocument().containsKey("workspace"));
        assertEquals(empty, State.fromDocument(empty.toDocument()));

        assertEquals(
                Facts.of(Map.of(Fact.MAX_TOKENS, 5)),
                state(Map.of(Fact.MAX_TOKENS, 5)).facts(),
                "one count gives no percentage");
        assertEquals(
                Facts.of(Map.of(Fact.TOKENS_USED, 5)),
                state(Map.of(Fact.TOKENS_USED, 5)).facts());
        assertEquals(
                Facts.of(Map.of(Fact.USAGE_PCT, 5)),
                state(Map.of(Fact.USAGE_PCT, 5)).facts());
    }

    @Test
    @DisplayName("S3 negative token counts become 0 and usage_pct is held to 0..100")
    void negative_counts_become_zero_and_the_percentage_is_held() {
        assertEquals(
                Facts.of(Map.of(Fact.MAX_TOKENS, 0, Fact.TOKENS_USED, 0, Fact.USAGE_PCT, 0)),
                state(Map.of(Fact.MAX_TOKENS, -5, Fact.TOKENS_USED, -7)).facts());
        assertEquals(OptionalLong.of(100), state(Map.of(Fact.USAGE_PCT, 101)).usagePct());
        assertEquals(OptionalLong.of(0), state(Map.of(Fact.USAGE_PCT, -1)).usagePct());
        assertEquals(OptionalLong.of(100), state(Map.of(Fact.USAGE_PCT, 1e300)).usagePct());
        assertEquals(
                OptionalLong.of(13),
                state(Map.of(Fact.MAX_TOKENS, 100, Fact.TOKENS_USED, 90, Fact.USAGE_PCT, 13.9))
                        .usagePct(),
                "the tool's own percentage wins over the computed one");
        assertEquals(
                OptionalLong.of(100),
                state(Map.of(Fact.MAX_TOKENS, Long.MAX_VALUE, Fact.TOKENS_USED, Long.MAX_VALUE))
                        .usagePct());
    }

    @Test
    void facts_that_need_no_mending_are_held_as_they_are() {
        Facts facts = Facts.of(Map.of(Fact.MAX_TOKENS, 100, Fact.TOKENS_USED, 13, Fact.USAGE_PCT, 13));

        assertSame(facts, new State("0.1.0", facts, "", NOON, State.SENSOR_VERSION).facts());
    }

    @Test
    @DisplayName("S4 a state differs when any fact does; the time and the line do not count")
    void a_state_differs_when_a_fact_does() {
        State state = state(Map.of(Fact.MODEL, "A", "custom.fact", 1));

        assertFalse(state.differsFrom(state.withDisplay("another")));
        assertEquals("another", state.withDisplay("another").display());
        assertFalse(state.differsFrom(new State("0.1.0", state.facts(), "", Instant.EPOCH, "1.0.0")));
        assertTrue(state.differsFrom(state(Map.of(Fact.MODEL, "B", "custom.fact", 1))));
        assertTrue(state.differsFrom(state(Map.of(Fact.MODEL, "A", "custom.fact", 2))));
        assertTrue(state.differsFrom(state(Map.of(Fact.MODEL, "A"))));
    }

    @Test
    @DisplayName("S7 a state written as JSON and read back is equal, for text with any Unicode and numbers of any size")
    void a_state_written_as_json_and_read_back_is_equal() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            State state = new State(
                    "0.1.0-" + round,
                    randomFacts(random),
                    randomText(random),
                    Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                    "1.0.0");

            assertEquals(state, throughText(state));
            assertEquals(state, throughBytes(state));
            assertEquals(state.hashCode(), throughBytes(state).hashCode());
        }
    }

    @Test
    @DisplayName("S7 facts under the document's own names cannot stand in its way")
    void facts_under_the_documents_own_names_are_left_out() throws IOException {
        State state = state(Map.of(
                "display", "fake",
                "agent_type", "fake",
                "agent_version.x", "fake",
                "last_updated", "fake",
                "sensor_version.a.b", "fake",
                "display_x", "kept"));

        assertEquals(Facts.of(Map.of("display_x", "kept")), state.facts());
        assertEquals(state, throughText(state));
    }

    @Test
    void what_is_no_state_document_is_refused_with_the_reason() {
        for (String name : List.of("agent_type", "agent_version", "display", "last_updated", "sensor_version")) {
            Map<String, Object> document = new LinkedHashMap<>(state(Map.of()).toDocument());
            document.remove(name);
            assertRefused(document, name);
            document.put(name, 5);
            assertRefused(document, name);
        }
        Map<String, Object> document = new LinkedHashMap<>(state(Map.of()).toDocument());
        document.put("last_updated", "yesterday");
        assertRefused(document, "yesterday");
        document = new LinkedHashMap<>(state(Map.of()).toDocument());
        document.put("Bad Name", 1);
        assertRefused(document, "Bad Name");
    }

    private static void assertRefused(Map<String, Object> document, String reason) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> State.fromDocument(document));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static State throughText(State state) throws IOException {
        return State.fromDocument(
                JSON.readValue(JSON.writeValueAsString(state.toDocument()), new TypeReference<>() {}));
    }

    private static State throughBytes(State state) throws IOException {
        return State.fromDocument(JSON.readValue(JSON.writeValueAsBytes(state.toDocument()), new TypeReference<>() {}));
    }

    private static Facts randomFacts(Random random) {
        Facts.Builder facts = Facts.builder();
        for (String name : List.of(Fact.MODEL, Fact.GIT_BRANCH, "custom.a-b", "custom.deep.er.still", "x")) {
            facts.put(name, randomValue(random));
        }
        if (random.nextBoolean()) {
            facts.put(Fact.MAX_TOKENS, random.nextLong()).put(Fact.TOKENS_USED, random.nextLong());
        }
        return facts.build();
    }

    private static Object randomValue(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong() >>> random.nextInt(64);
            case 1 -> random.nextInt();
            case 2 ->
                Double.isFinite(Double.longBitsToDouble(random.nextLong()))
                        ? random.nextDouble() * Math.pow(10, random.nextInt(-300, 300))
                        : -0.0;
            case 3 -> random.nextBoolean();
            case 4 -> List.of(randomText(random), "", "\"\\\n\u0000\u2028");
            default -> randomFactText(random);
        };
    }

    /** Any UTF-16, half pairs too. */
    private static String randomFactText(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(20), 0, 0x10000).forEach(unit -> text.append((char) unit));
        random.ints(random.nextInt(3), 0xD7F0, 0xE010).forEach(unit -> text.append((char) unit));
        return text.toString();
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(20), 0, 0x10FFFF + 1)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}
