package org.contextagent.config;

import static org.contextagent.config.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;
import org.contextagent.api.config.SettingsException;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.contextagent.config.testing.CapturedLog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.SynchronousConfigurationListener;

class SettingsStartTest extends SettingsFixture {

    @Test
    @DisplayName("C1 with no source at all the defaults are handed to ConfigAdmin, typed, for any bundle")
    void defaults_are_handed_over() throws Exception {
        ContextSettings settings = settings();
        Map<String, Object> expected = new HashMap<>();
        for (Option option : Option.values()) {
            option.defaultValue().ifPresent(value -> expected.put(option.key(), value));
        }
        assertEquals(expected, framework.configuration());
        Configuration configuration = framework.configAdmin().getConfiguration(Option.PID, null);
        assertEquals("?", configuration.getBundleLocation());
        assertEquals(List.of(), settings.warnings());
        assertEquals(Status.Level.OK, settings.status().level());
        assertEquals("config", settings.name());
        assertEquals(List.of(), fatal());
    }

    @Test
    @DisplayName("C13 the effective configuration is listed with value and layer of each option")
    void options_are_listed_with_their_layer() throws Exception {
        environment.put("CONTEXT_AGENT_LOG_LEVEL", "debug");
        Path json = defaultJson("{\"polling_interval\": 2}");
        List<Setting> all = settings().all();
        assertEquals(List.of(Option.values()), all.stream().map(Setting::option).toList());
        assertEquals("polling_interval=2.0 (file " + json + ")", all.get(0).toString());
        assertTrue(all.toString().contains("log_level=DEBUG (environment variable CONTEXT_AGENT_LOG_LEVEL)"));
        assertTrue(all.toString().contains("workspace_path= (built-in: the folder that the agent was started in)"));
        assertTrue(all.toString().contains("sensor_path= (not set)"));
    }

    @Test
    @DisplayName("C2 the framework property names a file before the environment variable does")
    void the_property_wins_over_the_variable() throws Exception {
        named("other.yaml");
        frameworkProperties.put(
                ContextSettings.FILE_PROPERTY,
                Files.writeString(folder.resolve("mine.yaml"), "polling_interval: 3\n")
                        .toString());
        restartFramework();
        settings();
        assertEquals(3.0, framework.configuration().get("polling_interval"));
    }

    @Test
    @DisplayName("C6 C12 a bad variable is reported once, and no secret is logged, published or written")
    void bad_variables_are_reported_once_and_secrets_never() throws Exception {
        environment.put("CONTEXT_AGENT_POLLING_INTERVAL", "soon");
        environment.put("CONTEXT_AGENT_ZERODB_API_KEY", "sk-SECRET-1");
        try (CapturedLog log = new CapturedLog()) {
            ContextSettings settings = settings();
            defaultJson("{\"polling_interval\": 7.5, \"zerodb_api_key\": \"sk-SECRET-2\"}");
            awaitConfiguration("polling_interval", 7.5);
            settings.change(Map.of("log_level", "ERROR"), "test");
            assertEquals(1, log.lines("CONTEXT_AGENT_POLLING_INTERVAL").size(), log.text());
            assertFalse(log.text().contains("SECRET"), log.text());
            assertEquals(Optional.of("sk-SECRET-1"), settings.secret(Option.ZERODB_API_KEY));
            assertEquals(Optional.empty(), settings.secret(Option.LOG_LEVEL));
            assertFalse((settings.all()
                            + settings.toJson()
                            + settings.toEnv()
                            + settings.history()
                            + settings.status()
                            + settings.warnings())
                    .contains("SECRET"));
        }
        assertFalse(framework.configuration().containsKey("zerodb_api_key"));
        assertEquals(List.of(home.config().resolve("default.json")), written("SECRET"));
    }

    @Test
    @DisplayName(
            "C8 with a bad named file no configuration is delivered, also none of an earlier run, and the reason is told")
    void a_bad_named_file_stops_everything() throws Exception {
        ContextSettings earlier = settings();
        assertFalse(framework.configuration().isEmpty());
        stop(earlier);
        Path file = named("mine.yaml");
        Files.writeString(file, "polling_interval: 0\npoling: 1\n");
        restartFramework();
        delivered.clear();
        ContextSettings settings = settings();
        assertEquals(Map.of(), framework.configuration());
        String reason =
                file + " cannot be used: polling_interval is 0; valid is a number of seconds above 0; unknown option"
                        + " 'poling'; the nearest is polling_interval; nothing runs until it is corrected";
        assertEquals(List.of(reason), fatal());
        assertEquals(List.of(reason), settings.warnings());
        assertEquals(Status.Level.CRITICAL, settings.status().level());
        assertEquals(
                List.of(reason),
                assertThrows(SettingsException.class, () -> settings.change(Map.of("log_level", "INFO"), "test"))
                        .problems());
        Files.writeString(file, "polling_interval: 4\n");
        awaitConfiguration("polling_interval", 4.0);
        eventually("no reason any more", () -> fatal().isEmpty());
        assertEquals(List.of(), settings.warnings());
        assertEquals(Status.Level.OK, settings.status().level());
    }

    @Test
    @DisplayName("C8 a named file that is not there yet is read when it comes")
    void a_missing_named_file_is_read_when_it_comes() throws Exception {
        Path file = named("later/mine.json");
        settings();
        assertEquals(1, fatal().size());
        assertTrue(fatal().get(0).contains("the file does not exist"), fatal().get(0));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"polling_interval\": 6}");
        awaitConfiguration("polling_interval", 6.0);
        eventually("no reason any more", () -> fatal().isEmpty());
    }

    @Test
    @DisplayName("C8 while there is no configuration, an edit brings none either, but is not lost")
    void an_edit_without_configuration_waits() throws Exception {
        Path file = named("mine.json");
        ContextSettings settings = settings();
        framework.edit(Map.of("log_level", "ERROR"));
        eventually("it is taken away", () -> framework.configuration().isEmpty());
        Files.writeString(file, "{\"log_level\": \"DEBUG\"}");
        awaitConfiguration("log_level", "ERROR");
        assertEquals(Setting.Layer.ADMINISTRATOR, settings.get(Option.LOG_LEVEL).layer());
    }

    @Test
    @DisplayName(
            "C8 an agent that runs keeps its configuration, also when this bundle is updated while the file is broken")
    void an_update_of_the_bundle_keeps_the_configuration() throws Exception {
        Path file = named("mine.json");
        Files.writeString(file, "{\"polling_interval\": 3, \"zerodb_api_key\": \"sk-SECRET\"}");
        ContextSettings settings = settings();
        Files.writeString(file, "{");
        eventually("the problem is said", () -> settings.warnings().toString().contains("stay in use"));
        assertEquals(3.0, framework.configuration().get("polling_interval"));
        stop(settings);
        ContextSettings updated = settings();
        assertEquals(3.0, framework.configuration().get("polling_interval"));
        assertEquals(List.of(), fatal());
        assertTrue(
                updated.warnings().toString().contains("stay in use"),
                updated.warnings().toString());
        assertEquals(List.of(), written("SECRET"));
        restartFramework();
        settings();
        assertEquals(Map.of(), framework.configuration());
        assertEquals(1, fatal().size());
    }

    @Test
    @DisplayName("C9 a broken default file is a warning in log and status, and its layer is left out")
    void a_broken_default_is_a_warning() throws Exception {
        Path json = defaultJson("[]");
        try (CapturedLog log = new CapturedLog()) {
            ContextSettings settings = settings();
            assertEquals(5.0, framework.configuration().get("polling_interval"));
            assertEquals(Status.Level.WARN, settings.status().level());
            assertEquals(1, log.lines("WARN").size(), log.text());
            assertTrue(log.lines("WARN").get(0).contains(json + " cannot be used: it is not a mapping"), log.text());
        }
    }

    @Test
    @DisplayName("C11 ZeroDB without key and project is a warning and the agent runs")
    void zerodb_without_credentials_is_a_warning() throws Exception {
        environment.put("CONTEXT_AGENT_ENABLE_ZERODB", "on");
        try (CapturedLog log = new CapturedLog()) {
            ContextSettings settings = settings();
            assertEquals(true, framework.configuration().get("enable_zerodb"));
            assertEquals(1, settings.warnings().size());
            assertTrue(log.text().contains("without zerodb_api_key and zerodb_project_id"), log.text());
        }
    }

    @Test
    @DisplayName("C14 a new instance writes nothing when nothing changed")
    void nothing_is_written_when_nothing_changed() throws Exception {
        stop(settings());
        long count = framework.configAdmin().getConfiguration(Option.PID, "?").getChangeCount();
        ContextSettings settings = settings();
        assertEquals(
                count, framework.configAdmin().getConfiguration(Option.PID, "?").getChangeCount());
        assertEquals(1, settings.history().size());
    }

    @Test
    @DisplayName("C14 a configuration for one bundle alone is opened to all")
    void a_location_is_opened() throws Exception {
        framework.configAdmin().getConfiguration(Option.PID, "file:one.jar").update();
        settings();
        assertEquals(
                "?", framework.configAdmin().getConfiguration(Option.PID, null).getBundleLocation());
        assertEquals(5.0, framework.configuration().get("polling_interval"));
    }

    @Test
    void when_it_stops_the_configuration_stays_and_nothing_else_does() throws Exception {
        Path file = defaultJson("{\"polling_interval\": 3}");
        ContextSettings settings = settings();
        stop(settings);
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("context-agent-config")));
        for (Class<?> service :
                List.of(SynchronousConfigurationListener.class, ConfigurationListener.class, StatusSource.class)) {
            assertNull(framework.context().getServiceReference(service), service.getName());
        }
        assertEquals(3.0, framework.configuration().get("polling_interval"));
        Files.writeString(file, "{\"polling_interval\": 4}");
        framework.edit(Map.of("log_level", "LOUD"));
        assertEquals("LOUD", framework.configuration().get("log_level"));
        assertEquals(3.0, framework.configuration().get("polling_interval"));
        assertThrows(SettingsException.class, () -> settings.change(Map.of("log_level", "INFO"), "test"));
    }
}
