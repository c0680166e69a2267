package org.contextagent.sensor.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.state.Facts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReaderTest {

    private final AnswerReader reader = new AnswerReader("/x.sh", "my-script");

    private Facts read(String json) throws SensorException {
        return reader.read(new Answer("", json.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'model':7}; 'model' is not text",
                "{'model':{'id':'x'}}; 'model' is not text",
                "{'version':1.0}; 'version' is not text",
                "{'workspace':'/p'}; 'workspace' is not an object",
                "{'workspace':{'name':true}}; 'workspace.name' is not text",
                "{'workspace':{'path':[]}}; 'workspace.path' is not text",
                "{'workspace':{'git':[]}}; 'workspace.git' is not an object",
                "{'workspace':{'git':{'is_repo':'yes'}}}; 'workspace.git.is_repo' is not true or false",
                "{'workspace':{'git':{'branch':5}}}; 'workspace.git.branch' is not text",
                "{'context_window':5}; 'context_window' is not an object",
                "{'context_window':{'max_tokens':'many'}}; 'context_window.max_tokens' is not a number",
                "{'context_window':{'usage_pct':'13'}}; 'context_window.usage_pct' is not a number",
            })
    @DisplayName("X20 a known field of a wrong type is told with what is valid")
    void a_wrong_type_is_told(String json, String message) {
        SensorException failure = assertThrows(SensorException.class, () -> read(json));

        assertEquals(
                "the sensor script /x.sh wrote no valid JSON document to its standard error: " + message + "; it said: "
                        + json.replace('\'', '"'),
                failure.getMessage());
    }

    @Test
    @DisplayName("X20 where JSON breaks is told")
    void where_json_breaks_is_told() {
        String message = assertThrows(SensorException.class, () -> read("{'a':1,\n 'b':x}"))
                .getMessage();

        assertTrue(message.contains("error: line 2, column "), message);
    }

    @Test
    @DisplayName("S2 S3 X20 null and empty fields are left out, counts are held to their range")
    void counts_are_held_to_their_range() throws Exception {
        assertEquals(
                Facts.of(Map.of(
                        "context_window.max_tokens", 0,
                        "context_window.tokens_used", Long.MAX_VALUE,
                        "context_window.usage_pct", 100)),
                read("{'model':'','version':null,'workspace':{'name':null,'git':{'branch':' ','is_repo':null}},"
                        + "'context_window':{'max_tokens':-5,'tokens_used':99999999999999999999,'usage_pct':130.7}}"));
        assertEquals(Facts.NONE, read("{'workspace':null,'context_window':{}}"));
    }

    @Test
    @DisplayName("X20 names of own facts are made valid, and one that leads to another gives way to it")
    void names_of_own_facts_are_made_valid() throws Exception {
        Facts facts = read("{'Größe in MB':5,'':1,'-x':2,'a.b':3,'A':1,'a':{'b':2},'" + "n".repeat(100) + "':4}");

        assertEquals(
                Facts.of(Map.of(
                        "custom.gr__e_in_mb",
                        5,
                        "custom._",
                        1,
                        "custom._-x",
                        2,
                        "custom.a_b",
                        3,
                        "custom.a.b",
                        2,
                        "custom." + "n".repeat(60),
                        4)),
                facts);
    }

    @Test
    @DisplayName("X20 a fact whose name would be too long is left out")
    void names_that_are_too_long_are_left_out() throws Exception {
        String name = "'" + "n".repeat(60) + "'";

        Facts facts = read(
                ("{" + name + ":").repeat(4) + "{'y':1,'z" + "z".repeat(100) + "':2," + name + ":3}" + "}".repeat(4));

        assertEquals(1, facts.asMap().size());
        assertEquals(Facts.NONE, read(("{" + name + ":").repeat(6) + "1" + "}".repeat(6)));
    }

    @Test
    @DisplayName("X20 own fields that look like known ones are the script's own")
    void own_fields_that_look_like_known_ones() throws Exception {
        assertEquals(
                Facts.of(Map.of(
                        "custom.workspace_name",
                        7,
                        "custom.workspace_git.branch",
                        true,
                        "custom.x.model",
                        1,
                        "custom.workspace.color",
                        "red",
                        "custom.display",
                        "y")),
                read("{'workspace.name':7,'workspace.git':{'branch':true},'x':{'model':1},'workspace':{'color':'red'},"
                        + "'display':'y'}"));
    }

    @Test
    @DisplayName("X20 the line keeps its place whatever the document holds")
    void the_line_keeps_its_place() throws Exception {
        Facts facts = reader.read(new Answer("the line\n", "{\"my-script\":5}"));

        assertEquals(Facts.of(Map.of("custom.my-script.line", "the line")), facts);
    }

    @Test
    @DisplayName("X20 own facts are bounded in number, length and depth")
    void own_facts_are_bounded() throws Exception {
        StringBuilder many = new StringBuilder("{'long':'" + "😀".repeat(2_000) + "'");
        for (int i = 0; i < 1_000; i++) {
            many.append(",'f").append(i).append("':").append(i);
        }

        Facts facts = read(many.append('}').toString());

        assertEquals(AnswerReader.MOST_CUSTOM, facts.asMap().size());
        assertEquals(Optional.of("😀".repeat(500)), facts.text("custom.long"));
        assertEquals(Facts.of(Map.of("custom.ok", 1)), read("{'a':".repeat(20) + "1" + "}".repeat(19) + ",'ok':1}"));
        assertThrows(SensorException.class, () -> read("{'a':".repeat(80) + "1" + "}".repeat(80)));
    }

    @Test
    @DisplayName("X8 X20 halves of characters are replaced")
    void halves_of_characters_are_replaced() throws Exception {
        assertEquals(
                Facts.of(Map.of("model", "a\uFFFDb", "custom.x", "\uFFFD")),
                read("{'model':'a\\ud800b','x':'\\udc00','y':1e999}"));
    }

    @Test
    @DisplayName("X5 X20 whatever a script writes gives facts or a message")
    void any_answer_gives_facts_or_a_message(TestReporter reporter) {
        long seed = Long.getLong("contextagent.test.seed", System.nanoTime());
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        String sample =
                "{\"version\":\"1\",\"model\":\"m\",\"workspace\":{\"name\":\"n\",\"git\":{\"is_repo\":true,\"branch\":\"b\"}},"
                        + "\"context_window\":{\"max_tokens\":1,\"tokens_used\":1,\"usage_pct\":1},\"my-script\":{\"x\":1},\"y\":\"z\"}";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder json = new StringBuilder(sample);
            for (int change = random.nextInt(5); change >= 0; change--) {
                int at = random.nextInt(json.length());
                switch (random.nextInt(3)) {
                    case 0 -> json.setCharAt(at, (char) random.nextInt(0x10000));
                    case 1 -> json.setCharAt(at, "{}[]\":,\\0-. xA_".charAt(random.nextInt(15)));
                    default -> json.insert(at, sample, random.nextInt(10), 10 + random.nextInt(sample.length() - 10));
                }
            }
            try {
                Facts facts = reader.read(new Answer(json.substring(random.nextInt(json.length())), json.toString()));
                assertTrue(facts.asMap().size() < 300);
            } catch (SensorException e) {
                assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), "seed " + seed + ": " + json);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + json, e);
            }
        }
    }
}
