package org.contextagent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextagent.api.config.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionValuesTest {

    @ParameterizedTest
    @DisplayName("C5 the words for true and false, in any case")
    @CsvSource({
        "true,true",
        "TRUE,true",
        "1,true",
        "yes,true",
        "Yes,true",
        "on,true",
        "oN,true",
        " on ,true",
        "false,false",
        "0,false",
        "no,false",
        "NO,false",
        "off,false",
        "Off,false"
    })
    void words_for_true_and_false(String word, boolean expected) throws Exception {
        assertEquals(expected, OptionValues.ofText(Option.ENABLE_ZERODB, word));
        assertEquals(expected, OptionValues.ofFile(Option.ENABLE_ZERODB, word));
    }

    @ParameterizedTest
    @DisplayName("C5 anything else is no boolean")
    @ValueSource(strings = {"", " ", "maybe", "2", "y", "truee", "1.0", "nein"})
    void other_words_are_no_boolean(String word) {
        refused(Option.ENABLE_ZERODB, word);
    }

    @Test
    void a_file_may_write_booleans_as_its_syntax_has_them_or_as_numbers() throws Exception {
        assertEquals(true, OptionValues.ofFile(Option.ZERODB_ENABLE_LOGGING, true));
        assertEquals(false, OptionValues.ofFile(Option.ZERODB_ENABLE_LOGGING, 0));
        assertThrows(
                InvalidValueException.class, () -> OptionValues.ofFile(Option.ZERODB_ENABLE_LOGGING, List.of(true)));
    }

    @ParameterizedTest
    @CsvSource({"5,5.0", "5.0,5.0", " 0.25 ,0.25", ".5,0.5", "5.,5.0", "1e3,1000.0", "+2,2.0", "1E-4,0.0001"})
    void texts_that_are_seconds(String text, double expected) throws Exception {
        assertEquals(expected, OptionValues.ofText(Option.POLLING_INTERVAL, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "0.0", "NaN", "Infinity", "5s", "5d", "0x10", "1,5", "1e999", "five", "1 2"})
    void texts_that_are_no_seconds(String text) {
        refused(Option.POLLING_INTERVAL, text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "80,80", "100,100", "+7,7", " 8 ,8"})
    void texts_that_are_a_percentage(String text, long expected) throws Exception {
        assertEquals(expected, OptionValues.ofText(Option.CONTEXT_THRESHOLD, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "101", "80.0", "80%", "1e1", "99999999999999999999", "0x10"})
    void texts_that_are_no_percentage(String text) {
        refused(Option.CONTEXT_THRESHOLD, text);
    }

    @Test
    void numbers_of_a_file_become_the_type_of_the_option() throws Exception {
        assertEquals(5.0, OptionValues.ofFile(Option.SENSOR_TIMEOUT, 5));
        assertEquals(80L, OptionValues.ofFile(Option.CONTEXT_THRESHOLD, 80));
        assertEquals(80L, OptionValues.ofFile(Option.CONTEXT_THRESHOLD, 80.0));
        assertThrows(InvalidValueException.class, () -> OptionValues.ofFile(Option.CONTEXT_THRESHOLD, 80.5));
        assertThrows(
                InvalidValueException.class,
                () -> OptionValues.ofFile(Option.CONTEXT_THRESHOLD, new BigInteger("99999999999999999999")));
        assertThrows(
                InvalidValueException.class,
                () -> OptionValues.ofFile(Option.SENSOR_TIMEOUT, Double.POSITIVE_INFINITY));
    }

    @Test
    void a_file_with_the_wrong_quotes_is_told_so() {
        InvalidValueException quoted =
                assertThrows(InvalidValueException.class, () -> OptionValues.ofFile(Option.POLLING_INTERVAL, "5"));
        assertEquals(
                "polling_interval is '5'; valid is a number of seconds above 0, without quotes", quoted.getMessage());
        InvalidValueException bare =
                assertThrows(InvalidValueException.class, () -> OptionValues.ofFile(Option.ZERODB_PROJECT_ID, 4711));
        assertEquals("zerodb_project_id is 4711; valid is text, in quotes", bare.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1000"})
    void the_batch_size_has_two_ends(String text) throws Exception {
        assertEquals(Long.valueOf(text), OptionValues.ofText(Option.ZERODB_BATCH_SIZE, text));
        refused(Option.ZERODB_BATCH_SIZE, "0");
        refused(Option.ZERODB_BATCH_SIZE, "1001");
    }

    @Test
    void log_levels_are_taken_in_any_case_and_formats_as_they_are() throws Exception {
        assertEquals("DEBUG", OptionValues.ofText(Option.LOG_LEVEL, " debug "));
        assertEquals("CRITICAL", OptionValues.ofFile(Option.LOG_LEVEL, "Critical"));
        refused(Option.LOG_LEVEL, "LOUD");
        assertEquals("text", OptionValues.ofText(Option.LOG_FORMAT, "text"));
        refused(Option.LOG_FORMAT, "xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.ainative.studio", "http://localhost:8080/v1", "HTTPS://example.org"})
    void web_addresses(String address) throws Exception {
        assertEquals(address, OptionValues.ofText(Option.ZERODB_API_URL, address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://example.org", "example.org", "http://", "http:///x", "http://a b", "file:/x"})
    void no_web_addresses(String address) {
        refused(Option.ZERODB_API_URL, address);
    }

    @Test
    void paths_must_be_there(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("sensor"), "#!/bin/sh\n");
        refused(Option.SENSOR_PATH, script.toString());
        assertTrue(script.toFile().setExecutable(true));
        assertEquals(script.toString(), OptionValues.ofText(Option.SENSOR_PATH, script.toString()));
        assertEquals(folder.toString(), OptionValues.ofText(Option.WORKSPACE_PATH, folder.toString()));
        refused(Option.SENSOR_PATH, folder.toString());
        refused(Option.WORKSPACE_PATH, script.toString());
        refused(Option.WORKSPACE_PATH, folder.resolve("gone").toString());
        refused(Option.WORKSPACE_PATH, " ");
        refused(Option.WORKSPACE_PATH, "a\0b");
    }

    @Test
    void a_template_is_one_line() throws Exception {
        assertEquals("{name}", OptionValues.ofText(Option.STATUS_LINE_FORMAT, "{name}"));
        refused(Option.STATUS_LINE_FORMAT, "{name}\n{branch}");
        refused(Option.STATUS_LINE_FORMAT, " ");
        refused(Option.STATUS_LINE_FORMAT, "x".repeat(5000));
    }

    @Test
    @DisplayName("C12 the message of a bad secret does not show it")
    void a_bad_secret_is_not_shown() {
        InvalidValueException refused = assertThrows(
                InvalidValueException.class, () -> OptionValues.ofText(Option.ZERODB_API_KEY, "sk\u0007secret"));
        assertEquals("zerodb_api_key is ***REDACTED***; valid is text", refused.getMessage());
    }

    @Test
    void a_message_is_one_short_line_whatever_the_value_is() {
        InvalidValueException refused = assertThrows(
                InvalidValueException.class,
                () -> OptionValues.ofText(Option.LOG_LEVEL, "\u001b[31mred\n" + "x".repeat(10_000)));
        assertFalse(refused.getMessage().chars().anyMatch(Character::isISOControl));
        assertTrue(refused.getMessage().length() < 400, refused.getMessage());
    }

    @ParameterizedTest
    @DisplayName("C1 every default is valid")
    @EnumSource(Option.class)
    void every_default_is_valid(Option option) throws Exception {
        if (option.defaultValue().isPresent()) {
            assertEquals(
                    option.defaultValue().get(),
                    OptionValues.ofFile(option, option.defaultValue().get()));
            assertEquals(
                    option.defaultValue().get(),
                    OptionValues.ofText(option, option.defaultValue().get().toString()));
        }
    }

    private static void refused(Option option, String text) {
        InvalidValueException refused =
                assertThrows(InvalidValueException.class, () -> OptionValues.ofText(option, text), text);
        assertTrue(refused.getMessage().contains(option.key()), refused.getMessage());
        assertTrue(refused.getMessage().contains(option.valid()), refused.getMessage());
    }
}
