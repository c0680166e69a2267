package org.contextagent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.contextagent.api.config.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("C7 JSON is read")
    void json_is_read() throws Exception {
        assertEquals(
                Map.of(
                        Option.POLLING_INTERVAL,
                        2.5,
                        Option.CONTEXT_THRESHOLD,
                        70L,
                        Option.ENABLE_ZERODB,
                        true,
                        Option.LOG_LEVEL,
                        "DEBUG"),
                read("a.json", """
                        {"polling_interval": 2.5, "context_threshold": 70, "enable_zerodb": "yes", "log_level": "debug",
                         "sensor_path": null}
                        """));
    }

    @ParameterizedTest
    @DisplayName("C7 YAML is read under both endings")
    @ValueSource(strings = {"a.yaml", "a.yml", "A.YAML"})
    void yaml_is_read(String name) throws Exception {
        assertEquals(
                Map.of(
                        Option.POLLING_INTERVAL,
                        10.0,
                        Option.CONTEXT_THRESHOLD,
                        0L,
                        Option.ENABLE_ZERODB,
                        false,
                        Option.LOG_FORMAT,
                        "text",
                        Option.STATUS_LINE_FORMAT,
                        "[{model}] 🌿 {branch}"),
                read(name, """
                        # mine
                        polling_interval: 10
                        context_threshold: 0
                        enable_zerodb: off
                        log_format: text
                        sensor_path:
                        status_line_format: "[{model}] 🌿 {branch}"
                        """));
    }

    @ParameterizedTest
    @DisplayName("C7 another ending is an unsupported file format")
    @ValueSource(strings = {"a.toml", "a.ini", "a.properties", "a", "json", "a.json.bak"})
    void other_endings_are_refused(String name) {
        String message = refused(name, "{}");
        assertTrue(message.contains("unsupported file format"), message);
        assertTrue(message.contains(".json, .yaml and .yml"), message);
    }

    @Test
    @DisplayName("C8 a missing file, a folder and a file that cannot be read are told apart")
    void missing_and_unreadable_files() throws Exception {
        assertEquals("the file does not exist", problem(folder.resolve("none.json")));
        assertEquals("it is not a file", problem(Files.createDirectory(folder.resolve("folder.json"))));
        Path notUtf8 = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE4});
        assertEquals("it is not UTF-8 text", problem(notUtf8));
        Path large = Files.writeString(folder.resolve("large.json"), " ".repeat(ConfigFile.MAX_BYTES + 1));
        assertEquals("it is larger than 1000000 bytes", problem(large));
    }

    @ParameterizedTest
    @DisplayName("C8 what is no mapping is refused")
    @CsvSource(
            delimiter = '|',
            value = {"a.json|[1, 2]", "a.json|\"text\"", "a.json|5", "a.json|null", "a.yaml|- a", "a.yaml|text"})
    void no_mapping(String name, String text) {
        assertTrue(refused(name, text).startsWith("it is not a mapping"), refused(name, text));
    }

    @ParameterizedTest
    @DisplayName("C8 an empty file, as an interrupted editor leaves it, is refused")
    @ValueSource(strings = {"a.json", "a.yaml"})
    void an_empty_file_is_refused(String name) {
        assertTrue(refused(name, "").startsWith("it is empty"));
        assertTrue(refused(name, " \n").startsWith("it is empty"));
    }

    @Test
    void yaml_of_comments_alone_sets_nothing() throws Exception {
        assertEquals(Map.of(), read("a.yaml", "# polling_interval: 1\n"));
    }

    @Test
    void a_byte_order_mark_is_no_matter() throws Exception {
        assertEquals(Map.of(Option.CONTEXT_THRESHOLD, 1L), read("a.json", "\uFEFF{\"context_threshold\": 1}"));
    }

    @ParameterizedTest
    @DisplayName("C8 what is not well formed is refused with line and column")
    @CsvSource(
            delimiter = '|',
            value = {
                "a.json|{\"polling_interval\": 5,,}|JSON at line 1, column 24",
                "a.json|{\"polling_interval\": 5|JSON at line 1, column 2",
                "a.json|{} {}|JSON at line 1, column 4",
                "a.json|{\"context_threshold\": 1, \"context_threshold\": 2}|Duplicate",
                "a.yaml|a: b: c|YAML at line 1, column 5",
                "a.yaml|'polling_interval: [1, 2'|YAML at line 1",
                "a.yaml|a: *nobody|YAML at line 1, column 4"
            })
    void malformed_files_are_refused(String name, String text, String where) {
        assertTrue(refused(name, text).contains(where), refused(name, text));
    }

    @Test
    @DisplayName("C8 the line is the one where it stands")
    void the_line_is_counted() {
        assertTrue(refused("a.json", "{\n  \"polling_interval\": 5\n  \"log_level\": \"INFO\"\n}")
                .contains("at line 3, column 3"));
        assertTrue(refused("a.yaml", "polling_interval: 5\nlog_level: INFO\n  log_format: json\n")
                .contains("at line 3"));
    }

    @Test
    @DisplayName("C8 an option twice is refused")
    void an_option_twice_is_refused() {
        assertTrue(refused("a.json", "{\"log_level\": \"INFO\",\n \"log_level\": \"DEBUG\"}")
                .contains("line 2"));
        String yaml = refused("a.yaml", "log_level: INFO\nlog_level: DEBUG\n");
        assertTrue(yaml.contains("duplicate key log_level"), yaml);
    }

    @ParameterizedTest
    @DisplayName("C8 an option that does not exist is refused with the nearest name")
    @CsvSource({
        "poling_interval,polling_interval",
        "POLLING_INTERVAL,polling_interval",
        "loglevel,log_level",
        "zerodb_apikey,zerodb_api_key",
        "threshold,context_threshold",
        "poling,polling_interval",
        "timeout,sensor_timeout",
        "api_url,zerodb_api_url",
        "polling_intervall,polling_interval",
        "statusline_format,status_line_format"
    })
    void unknown_options_are_refused_with_the_nearest(String unknown, String nearest) {
        assertEquals(
                "unknown option '" + unknown + "'; the nearest is " + nearest,
                refused("a.json", "{\"" + unknown + "\": 5}"));
    }

    @Test
    @DisplayName("C10 everything that is wrong in a file is said at once")
    void all_problems_are_said_at_once() {
        String message = refused(
                "a.yaml",
                "polling_interval: 0\ncontext_threshold: 101\npoling: 1\nlog_level: LOUD\nlog_format: json\n");
        assertTrue(message.contains("polling_interval is 0; valid is a number of seconds above 0"), message);
        assertTrue(message.contains("context_threshold is 101; valid is a whole number from 0 to 100"), message);
        assertTrue(message.contains("unknown option 'poling'"), message);
        assertTrue(message.contains("log_level is 'LOUD'; valid is DEBUG, INFO, WARNING, ERROR or CRITICAL"), message);
        assertFalse(message.contains("log_format"), message);
    }

    @ParameterizedTest
    @DisplayName("C12 no message quotes a secret, however broken the file is")
    @CsvSource(
            delimiter = '|',
            value = {
                "a.json|{\"zerodb_api_key\": SECRETabc123}",
                "a.json|{\"zerodb_api_key\": \"SECRETabc123",
                "a.json|{\"zerodb_api_key\": [\"SECRETabc123\"]}",
                "a.json|{\"zerodb_api_key\": \"SECRETabc123\" \"log_level\"}",
                "a.yaml|zerodb_api_key: *SECRETabc123",
                "a.yaml|zerodb_api_key: !SECRETabc123 x",
                "a.yaml|'zerodb_api_key: \"SECRETabc123'",
                "a.yaml|zerodb_api_key: SECRETabc123: x",
                "a.yaml|zerodb_api_key: {SECRETabc123: x}",
            })
    void no_message_quotes_a_secret(String name, String text) {
        assertFalse(refused(name, text).contains("SECRET"), refused(name, text));
    }

    @Test
    void bombs_are_refused() {
        StringBuilder aliases = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            aliases.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertFalse(refused("a.yaml", aliases.toString()).isBlank());
        assertTrue(refused("a.yaml", "a: " + "[".repeat(200_000)).contains("nested deeper"));
        assertFalse(refused("a.json", "{\"a\": " + "[".repeat(200_000)).isBlank());
    }

    @ParameterizedTest
    @DisplayName("C8 whatever bytes a file holds, the answer is a configuration or a clear error")
    @ValueSource(strings = {"a.json", "a.yaml"})
    void any_bytes_are_answered(String name) throws Exception {
        Random random = new Random(4711);
        byte[] good = "{\"log_level\": \"INFO\",\n \"polling_interval\": [2.5e1, &a ~, *a, !!int 7]}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(5); change >= 0; change--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(i % 2 == 0 ? 128 : 256);
            }
            Path file = Files.write(folder.resolve(name), bad);
            try {
                assertTrue(ConfigFile.read(file).size() <= Option.values().length);
            } catch (ConfigFileException refused) {
                assertFalse(refused.getMessage().isBlank());
                assertFalse(refused.getMessage().chars().anyMatch(Character::isISOControl), refused.getMessage());
            }
        }
    }

    @Test
    void yaml_makes_no_objects_of_its_own() {
        assertFalse(refused("a.yaml", "log_level: !!java.net.URL [http://localhost]\n")
                .isBlank());
    }

    private Map<Option, Object> read(String name, String text) throws Exception {
        return ConfigFile.read(Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8));
    }

    private String refused(String name, String text) {
        return assertThrows(ConfigFileException.class, () -> read(name, text)).getMessage();
    }

    private static String problem(Path file) {
        return assertThrows(ConfigFileException.class, () -> ConfigFile.read(file))
                .getMessage();
    }
}
