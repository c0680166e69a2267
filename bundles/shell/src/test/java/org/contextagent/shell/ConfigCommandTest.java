package org.contextagent.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.command.UsageException;
import org.contextagent.shell.testing.Answer;
import org.contextagent.shell.testing.FakeSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConfigCommandTest {

    private static final Path HERE = Path.of("/");

    private final FakeSettings settings = new FakeSettings();
    private final ConfigCommand command = new ConfigCommand(settings);

    @Test
    @DisplayName("C13 each option is listed with its value and the layer it came from")
    void each_option_is_listed_with_its_value_and_source() throws Exception {
        List<String> lines = Answer.of(command, HERE).lines;
        assertTrue(lines.get(0).matches("polling_interval +7\\.5 +CONTEXT_AGENT_POLLING_INTERVAL"), lines.get(0));
        assertEquals("warning: a[31m warning", lines.get(3));
        JsonNode json = new ObjectMapper()
                .readTree(Answer.of(command, HERE, "--json").lines.get(0));
        assertEquals(7.5, json.at("/options/0/value").asDouble());
        assertEquals("environment", json.at("/options/0/layer").asText());
        assertTrue(json.at("/options/2/value").isNull());
    }

    @Test
    @DisplayName("C12 a secret reads as redacted in text and JSON")
    void a_secret_is_redacted() throws Exception {
        String all = Answer.of(command, HERE).text()
                + Answer.of(command, HERE, "--json").text();
        assertFalse(all.contains("canary"));
        assertEquals(2, all.split("\\*\\*\\*REDACTED\\*\\*\\*", -1).length - 1);
    }

    @Test
    @DisplayName("C15 the configuration is exported as a file of JSON and as a .env file")
    void the_configuration_is_exported_as_env() throws Exception {
        assertEquals(
                List.of("{", "  \"status_line_format\" : \"\\u202e{name}\"", "}"),
                Answer.of(command, HERE, "export").lines);
        assertEquals(
                List.of("CONTEXT_AGENT_POLLING_INTERVAL=7.5", "CONTEXT_AGENT_LOG_LEVEL=INFO"),
                Answer.of(command, HERE, "--env").lines);
    }

    @Test
    @DisplayName("C14 an option is set and reset, and what wins over it is told")
    void an_option_is_set_and_reset() throws Exception {
        assertEquals(
                "done\nnote: the environment wins",
                Answer.of(command, HERE, "set", "log_level", "DEBUG").text());
        Answer.of(command, HERE, "reset", "log_level");
        assertEquals(List.of("change {log_level=DEBUG}", "change {log_level=}"), settings.asked);
    }

    @Test
    @DisplayName("C10 every reason of a refusal is told")
    void every_reason_of_a_refusal_is_told() {
        CommandException e =
                assertThrows(CommandException.class, () -> Answer.of(command, HERE, "set", "log_level", "bad"));
        assertEquals("first problem; second problem", e.getMessage());
    }

    @Test
    @DisplayName("C16 earlier configurations are listed and restored")
    void earlier_configurations_are_listed_and_restored() throws Exception {
        assertEquals(
                "   3  2026-11-24T08:00:00Z  somebody",
                Answer.of(command, HERE, "history").text());
        JsonNode json = new ObjectMapper()
                .readTree(Answer.of(command, HERE, "history", "--json").text());
        assertEquals("INFO", json.at("/values/log_level").asText());
        Answer.of(command, HERE, "restore", "3");
        assertEquals(List.of("restore 3"), settings.asked);
    }

    @Test
    void wrong_calls_are_told_how_it_goes() {
        for (String[] wrong : new String[][] {{"sett"}, {"set", "a"}, {"restore", "x"}, {"list", "x"}, {"--yaml"}}) {
            UsageException e = assertThrows(UsageException.class, () -> Answer.of(command, HERE, wrong));
            assertTrue(e.getMessage().contains("usage: context-agent config"), e.getMessage());
        }
    }
}
