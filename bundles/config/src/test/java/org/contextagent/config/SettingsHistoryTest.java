package org.contextagent.config;

import static org.contextagent.config.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting.Layer;
import org.contextagent.api.config.Settings.Version;
import org.contextagent.api.config.SettingsException;
import org.contextagent.config.testing.CapturedLog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SettingsHistoryTest extends SettingsFixture {

    @Test
    @DisplayName("C16 each configuration is kept with time and source of the change, also over a restart")
    void configurations_are_kept_with_time_and_source() throws Exception {
        Path json = defaultJson("{\"log_level\": \"ERROR\"}");
        ContextSettings settings = settings();
        settings.change(Map.of("polling_interval", "1"), "context-agent config\n");
        framework.edit(Map.of("polling_interval", 2.0));
        Files.writeString(json, "{\"log_level\": \"DEBUG\"}");
        eventually("four", () -> settings.history().size() == 4);
        restartFramework();
        List<Version> history = settings().history();
        assertEquals(
                List.of(
                        "4 file " + json,
                        "3 an edit of the configuration org.contextagent",
                        "2 context-agent config ",
                        "1 start"),
                history.stream()
                        .map(version -> version.number() + " " + version.source())
                        .toList());
        assertTrue(history.stream().allMatch(version -> version.time().equals(NOW)));
        assertEquals("DEBUG", history.get(0).values().get("log_level"));
        assertEquals(2.0, history.get(0).values().get("polling_interval"));
        assertEquals(2.0, history.get(1).values().get("polling_interval"));
        assertEquals(1.0, history.get(2).values().get("polling_interval"));
        assertEquals(80L, history.get(3).values().get("context_threshold"));
        assertEquals("ERROR", history.get(3).values().get("log_level"));
    }

    @Test
    @DisplayName("C16 the last twenty are kept and their numbers go on")
    void the_last_twenty_are_kept() throws Exception {
        ContextSettings settings = settings();
        for (int i = 1; i <= 25; i++) {
            settings.change(Map.of("context_threshold", String.valueOf(i)), "test");
        }
        stop(settings);
        ContextSettings again = settings();
        assertEquals(20, again.history().size());
        assertEquals(26, again.history().get(0).number());
        assertEquals(7, again.history().get(19).number());
        assertEquals(
                "there is no configuration 6 among the last 20",
                assertThrows(SettingsException.class, () -> again.restore(6, "test"))
                        .getMessage());
        again.change(Map.of("context_threshold", "99"), "test");
        assertEquals(27, again.history().get(0).number());
    }

    @Test
    @DisplayName("C16 any of them can be restored, whatever the files say by now")
    void an_earlier_configuration_is_restored() throws Exception {
        Path json = defaultJson("{\"log_level\": \"ERROR\", \"sensor_timeout\": 9}");
        ContextSettings settings = settings();
        Map<String, Object> first = framework.configuration();
        settings.change(Map.of("polling_interval", "1", "zerodb_project_id", "p1"), "test");
        Map<String, Object> second = framework.configuration();
        Files.writeString(json, "{\"log_level\": \"DEBUG\"}");
        eventually("three", () -> settings.history().size() == 3);
        assertEquals(List.of(), settings.restore(1, "shell"));
        assertEquals(first, framework.configuration());
        assertEquals(Layer.ADMINISTRATOR, settings.get(Option.LOG_LEVEL).layer());
        assertEquals(Layer.BUILT_IN, settings.get(Option.POLLING_INTERVAL).layer());
        assertEquals("restore of 1 by shell", settings.history().get(0).source());
        assertEquals(List.of(), settings.restore(2, "shell"));
        assertEquals(second, framework.configuration());
        restartFramework();
        settings();
        assertEquals(second, framework.configuration());
    }

    @Test
    @DisplayName("C16 what the environment or a file does not let be restored is said")
    void what_cannot_be_restored_is_said() throws Exception {
        Path json = defaultJson("{}");
        ContextSettings settings = settings();
        stop(settings);
        environment.put("CONTEXT_AGENT_LOG_LEVEL", "ERROR");
        Files.writeString(json, "{\"zerodb_project_id\": \"p1\"}");
        ContextSettings again = settings();
        assertEquals(
                List.of(
                        "zerodb_project_id is p1 because of file " + json,
                        "log_level is ERROR because of environment variable CONTEXT_AGENT_LOG_LEVEL"),
                again.restore(1, "test"));
    }

    @Test
    @DisplayName("C16 a configuration that is not valid any more is not restored")
    void what_is_not_valid_any_more_is_not_restored() throws Exception {
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        ContextSettings settings = settings();
        settings.change(Map.of("workspace_path", workspace.toString()), "test");
        settings.change(Map.of("workspace_path", ""), "test");
        Files.delete(workspace);
        SettingsException refused = assertThrows(SettingsException.class, () -> settings.restore(2, "test"));
        assertTrue(refused.getMessage().contains("valid is an existing directory"), refused.getMessage());
        assertEquals(Optional.empty(), settings.get(Option.WORKSPACE_PATH).value());
    }

    @Test
    @DisplayName("C16 a restore leaves the administrator's secrets alone")
    void a_restore_leaves_secrets_alone() throws Exception {
        ContextSettings settings = settings();
        settings.change(Map.of("zerodb_api_key", "sk-SECRET", "log_level", "DEBUG"), "test");
        settings.restore(1, "test");
        assertEquals(Optional.of("sk-SECRET"), settings.secret(Option.ZERODB_API_KEY));
        assertFalse(settings.history().toString().contains("SECRET"));
    }

    @Test
    void what_an_administrator_set_but_is_not_valid_now_is_kept_and_not_used() throws Exception {
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        ContextSettings settings = settings();
        settings.change(Map.of("workspace_path", workspace.toString()), "test");
        stop(settings);
        Files.delete(workspace);
        ContextSettings without = settings();
        assertEquals(Layer.BUILT_IN, without.get(Option.WORKSPACE_PATH).layer());
        assertTrue(
                without.warnings().get(0).startsWith("administrator: workspace_path is"),
                without.warnings().get(0));
        without.change(Map.of("log_level", "DEBUG"), "test");
        stop(without);
        Files.createDirectory(workspace);
        assertEquals(Layer.ADMINISTRATOR, settings().get(Option.WORKSPACE_PATH).layer());
    }

    @Test
    void broken_files_of_its_own_are_set_aside_and_said() throws Exception {
        Path kept = Files.createDirectories(home.state().resolve("config"));
        Files.writeString(kept.resolve("administrator.json"), "{\"log_level\": ");
        Files.writeString(kept.resolve("history.json"), "{\"versions\": [{\"number\": \"one\"}]}");
        Files.writeString(kept.resolve("named-file.json"), "[");
        Files.writeString(named("mine.json"), "{\"polling_interval\": 3}");
        try (CapturedLog log = new CapturedLog()) {
            ContextSettings settings = settings();
            assertEquals(3.0, framework.configuration().get("polling_interval"));
            assertTrue(settings.warnings().get(0).contains("administrator.json cannot be used"));
            assertTrue(log.text().contains("history of configurations"), log.text());
            assertEquals(1, settings.history().size());
            settings.change(Map.of("log_level", "DEBUG"), "test");
        }
        assertTrue(Files.exists(kept.resolve("administrator.json.broken")));
        assertTrue(Files.exists(kept.resolve("history.json.broken")));
        assertEquals(Optional.of("DEBUG"), settings().get(Option.LOG_LEVEL).value());
    }

    @Test
    void options_that_are_gone_are_left_out_of_what_was_kept() throws Exception {
        Path kept = Files.createDirectories(home.state().resolve("config"));
        Files.writeString(kept.resolve("administrator.json"), "{\"log_levl\": \"DEBUG\", \"log_format\": \"text\"}");
        Files.writeString(
                kept.resolve("history.json"),
                "{\"versions\": [{\"number\": 3, \"time\": \"2026-01-01T00:00:00Z\", \"source\": \"x\","
                        + " \"values\": {\"gone\": 1, \"log_level\": \"DEBUG\", \"log_format\": 5}}]}");
        ContextSettings settings = settings();
        assertTrue(settings.warnings().get(0).contains("unknown option 'log_levl'; the nearest is log_level"));
        assertEquals(Optional.of("text"), settings.get(Option.LOG_FORMAT).value());
        assertEquals(Map.of("log_level", "DEBUG"), settings.history().get(1).values());
        assertEquals(4, settings.history().get(0).number());
    }
}
