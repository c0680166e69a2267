package org.contextagent.api.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {

    @Test
    @DisplayName("S1 facts nest in the document as their names are dotted, and are read back from it")
    void facts_nest_as_their_names_are_dotted() {
        Facts facts = Facts.of(Map.of(
                "model",
                "Claude",
                "workspace.path",
                "/p",
                "workspace.git.is_repo",
                true,
                "context_window.max_tokens",
                200_000,
                "cost.total_usd",
                0.25f,
                "workspace.tags",
                List.of("a", "b")));

        assertEquals(
                Map.of(
                        "model",
                        "Claude",
                        "workspace",
                        Map.of("path", "/p", "git", Map.of("is_repo", true), "tags", List.of("a", "b")),
                        "context_window",
                        Map.of("max_tokens", 200_000L),
                        "cost",
                        Map.of("total_usd", 0.25)),
                facts.toDocument());
        assertEquals(facts, Facts.fromDocument(facts.toDocument()));
        assertEquals(facts.hashCode(), Facts.fromDocument(facts.toDocument()).hashCode());
    }

    @Test
    @DisplayName("S2 what is missing is missing, never a failure")
    void what_is_missing_is_missing() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("model", null);
        nothing.put("workspace", Map.of());
        Facts facts = Facts.fromDocument(nothing);

        assertTrue(facts.isEmpty());
        assertEquals(Facts.NONE, facts);
        assertEquals(Optional.empty(), facts.get("model"));
        assertEquals(Optional.empty(), facts.text("model"));
        assertEquals(OptionalLong.empty(), facts.number("model"));
        assertFalse(facts.flag("model"));
        assertEquals("{}", facts.toString());
        assertNotEquals(facts, Map.of());
    }

    @Test
    void a_value_is_read_only_as_what_it_is() {
        Facts facts = Facts.of(Map.of("text", "5", "number", 5.9, "flag", true));

        assertEquals(Optional.of("5"), facts.get("text"));
        assertEquals(Optional.of("5"), facts.text("text"));
        assertEquals(OptionalLong.empty(), facts.number("text"));
        assertEquals(OptionalLong.of(5), facts.number("number"));
        assertEquals(Optional.empty(), facts.text("number"));
        assertTrue(facts.flag("flag"));
        assertFalse(facts.flag("number"));
    }

    @Test
    void numbers_become_long_or_double() {
        Facts facts = Facts.of(Map.of("a", (byte) 1, "b", (short) 2, "c", 3, "d", 4L, "e", new BigDecimal("5.5")));

        assertEquals("{a=1, b=2, c=3, d=4, e=5.5}", facts.toString());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5.5), new ArrayList<>(facts.asMap().values()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "A", "1a", "a.", ".a", "a..b", "a.B", "a b", "a/b", "a-b", "a.-b", "ä", "a\n", "a.b\n", "_a"
            })
    void a_name_that_is_no_dotted_lower_case_word_is_refused(String name) {
        Facts.Builder builder = Facts.builder();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> builder.put(name, "value"));
        assertTrue(refused.getMessage().contains("'" + name + "'"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a1_b", "a.b", "stale.sensor-x", "a.1", "a._b"})
    void dotted_lower_case_words_are_names(String name) {
        assertEquals(Optional.of("v"), Facts.of(Map.of(name, "v")).text(name));
    }

    @Test
    void a_name_of_any_length_is_refused_or_nests_no_deeper_than_readers_go() {
        String longest = "a" + ".a".repeat(127) + "a";
        assertEquals(Facts.MAX_NAME, longest.length());
        Facts facts = Facts.of(Map.of(longest, 1));
        assertEquals(facts, Facts.fromDocument(facts.toDocument()));

        Facts.Builder builder = Facts.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.put(longest + "a", 1));
        assertThrows(IllegalArgumentException.class, () -> builder.put("a" + ".a".repeat(1_000_000), 1));
    }

    @Test
    void a_value_that_json_cannot_hold_as_one_is_refused_with_the_name() {
        List<Object> refused = new ArrayList<>(List.of(
                Double.NaN,
                Float.POSITIVE_INFINITY,
                'c',
                new Object(),
                List.of(1),
                Arrays.asList("a", null),
                "x".repeat(Facts.MAX_TEXT + 1),
                List.of("x".repeat(Facts.MAX_TEXT + 1))));
        for (Object value : refused) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Facts.of(Map.of("some.fact", value)));
            assertTrue(e.getMessage().contains("some.fact"), e.getMessage());
        }
        assertEquals(
                Facts.MAX_TEXT,
                Facts.of(Map.of("a", "x".repeat(Facts.MAX_TEXT)))
                        .text("a")
                        .orElseThrow()
                        .length());
    }

    @Test
    @DisplayName("S7 half a surrogate pair, which no UTF-8 can carry, does not get into a fact")
    void half_a_surrogate_pair_becomes_the_replacement_character() {
        Facts facts = Facts.of(Map.of(
                "a",
                "x\uD83Dy",
                "b",
                "\uDE00",
                "c",
                "\uDE00\uD83D",
                "d",
                "whole \uD83D\uDE00",
                "e",
                List.of("\uD83D")));

        assertEquals(Optional.of("x\uFFFDy"), facts.text("a"));
        assertEquals(Optional.of("\uFFFD"), facts.text("b"));
        assertEquals(Optional.of("\uFFFD\uFFFD"), facts.text("c"));
        assertEquals(Optional.of("whole \uD83D\uDE00"), facts.text("d"));
        assertEquals(Optional.of(List.of("\uFFFD")), facts.get("e"));
    }

    @Test
    void a_name_cannot_be_a_fact_and_lead_to_others() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Facts.of(Map.of("a.b", 1, "a", 1)));
        assertTrue(e.getMessage().contains("'a.b'"), e.getMessage());
        // "x.a-b" sorts between the two that clash
        assertThrows(IllegalArgumentException.class, () -> Facts.of(Map.of("x.a", 1, "x.a-b", 1, "x.a.c", 1)));
        assertThrows(IllegalArgumentException.class, () -> Facts.of(Map.of("a", 1, "a.b.c.d", 1)));
        assertEquals(2, Facts.of(Map.of("a.b", 1, "ab.c", 1)).toDocument().size());
    }

    @Test
    void what_lies_above_wins() {
        Facts below = Facts.of(Map.of("model", "A", "x.a", 1, "x.a-b", 1, "y", 1, "z.a.b", 1, "z.c", 1));
        Facts above = Facts.of(Map.of("model", "B", "x.a.c", 2, "y.a", 2, "z", 2));

        assertEquals(Facts.of(Map.of("model", "B", "x.a.c", 2, "x.a-b", 1, "y.a", 2, "z", 2)), below.overlaid(above));
        assertSame(below, below.overlaid(Facts.NONE));
        assertSame(above, Facts.NONE.overlaid(above));
    }

    @Test
    void facts_cannot_be_changed_from_outside() {
        List<String> tags = new ArrayList<>(List.of("a"));
        Facts.Builder builder = Facts.builder().put("tags", tags).put("nothing", null);
        Facts facts = builder.build();
        tags.add("b");
        builder.put("later", 1);

        assertEquals(Facts.of(Map.of("tags", List.of("a"))), facts);
        assertThrows(UnsupportedOperationException.class, () -> facts.asMap().put("model", "B"));
        Map<String, Object> document = new LinkedHashMap<>(facts.toDocument());
        document.clear();
        assertFalse(facts.toDocument().isEmpty());
    }

    @Test
    void a_name_is_exactly_what_the_pattern_of_names_says() {
        Pattern valid = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z0-9_][a-z0-9_-]*)*");
        String alphabet = "az09_-.Ä ";
        Random random = new Random(7);
        for (int round = 0; round < 100_000; round++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(7); length > 0; length--) {
                name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = name.toString();
            boolean accepted;
            try {
                Facts.builder().put(text, 1L);
                accepted = true;
            } catch (IllegalArgumentException e) {
                accepted = false;
            }
            assertEquals(valid.matcher(text).matches(), accepted, text);
        }
    }
}
