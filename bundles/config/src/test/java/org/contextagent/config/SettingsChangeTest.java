package org.contextagent.config;

import static org.contextagent.config.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;
import org.contextagent.api.config.Setting.Layer;
import org.contextagent.api.config.SettingsException;
import org.contextagent.config.testing.CapturedLog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.Configuration.ConfigurationAttribute;

class SettingsChangeTest extends SettingsFixture {

    @Test
    @DisplayName("C14 a changed file takes effect without a restart; a bad change keeps the old values")
    void a_changed_file_takes_effect() throws Exception {
        Path file = Files.writeString(named("mine.yaml"), "polling_interval: 3\n");
        ContextSettings settings = settings();
        assertEquals(3.0, framework.configuration().get("polling_interval"));
        Files.writeString(file, "polling_interval: 4\nlog_level: debug\n");
        awaitConfiguration("log_level", "DEBUG");
        assertEquals(4.0, framework.configuration().get("polling_interval"));
        try (CapturedLog log = new CapturedLog()) {
            Files.writeString(file, "polling_interval: -4\ncontext_threshold: 1000\nlog_level: INFO\n");
            eventually("the refusal is logged", () -> !log.lines("WARN").isEmpty());
            String warning = log.lines("WARN").get(0);
            assertTrue(warning.contains("polling_interval is -4; valid is a number of seconds above 0"), warning);
            assertTrue(warning.contains("context_threshold is 1000; valid is a whole number from 0 to 100"), warning);
            assertTrue(warning.contains("stay in use"), warning);
        }
        assertEquals(4.0, settings.get(Option.POLLING_INTERVAL).value().orElseThrow());
        assertEquals("DEBUG", framework.configuration().get("log_level"));
        Files.delete(file);
        eventually("it is missing", () -> settings.warnings().toString().contains("does not exist"));
        assertEquals(4.0, framework.configuration().get("polling_interval"));
        assertEquals(List.of(), fatal());
    }

    @Test
    @DisplayName("C14 a default file that appears later, in a folder that was not there, takes effect, and its end too")
    void a_file_that_appears_later_takes_effect() throws Exception {
        settings();
        Path file = defaultJson("{\"polling_interval\": 8}");
        awaitConfiguration("polling_interval", 8.0);
        Path fresh = Files.writeString(home.config().resolve("default.json~"), "{\"polling_interval\": 9}");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        awaitConfiguration("polling_interval", 9.0);
        Files.delete(file);
        awaitConfiguration("polling_interval", 5.0);
    }

    @Test
    @DisplayName("C14 an edit in ConfigAdmin becomes the administrator's layer and survives a restart")
    void an_edit_becomes_the_administrators_layer() throws Exception {
        defaultJson("{\"polling_interval\": 8, \"log_level\": \"ERROR\"}");
        ContextSettings settings = settings();
        framework.edit(Map.of("polling_interval", 2.0));
        assertEquals(Layer.ADMINISTRATOR, settings.get(Option.POLLING_INTERVAL).layer());
        assertEquals("administrator", settings.get(Option.POLLING_INTERVAL).source());
        assertEquals(Layer.DEFAULT_JSON, settings.get(Option.LOG_LEVEL).layer());
        assertEquals(2.0, framework.configuration().get("polling_interval"));
        restartFramework();
        ContextSettings again = settings();
        assertEquals(Optional.of(2.0), again.get(Option.POLLING_INTERVAL).value());
        assertEquals(Layer.DEFAULT_JSON, again.get(Option.LOG_LEVEL).layer());
    }

    @Test
    @DisplayName("C3 C14 the administrator's default value wins over a file's other value")
    void the_administrators_default_wins() throws Exception {
        defaultJson("{\"polling_interval\": 8}");
        ContextSettings settings = settings();
        framework.edit(Map.of("polling_interval", 5.0));
        assertEquals(Layer.ADMINISTRATOR, settings.get(Option.POLLING_INTERVAL).layer());
        assertEquals(5.0, framework.configuration().get("polling_interval"));
    }

    @Test
    @DisplayName("C14 texts, as some editors write them, become the types of the options")
    void texts_of_an_editor_are_typed() throws Exception {
        settings();
        framework.edit(Map.of(
                "polling_interval", "2", "context_threshold", 70, "enable_zerodb", "no", "log_level", "warning"));
        Map<String, Object> configuration = framework.configuration();
        assertEquals(2.0, configuration.get("polling_interval"));
        assertEquals(70L, configuration.get("context_threshold"));
        assertEquals(false, configuration.get("enable_zerodb"));
        assertEquals("WARNING", configuration.get("log_level"));
    }

    @Test
    @DisplayName("C10 C14 a bad edit is refused with every reason, the old values are back and no component sees it")
    void a_bad_edit_is_refused() throws Exception {
        ContextSettings settings = settings();
        framework.edit(Map.of("polling_interval", 3.0));
        eventually("3.0 is delivered", () -> delivered.contains(3.0));
        Map<String, Object> before = framework.configuration();
        try (CapturedLog log = new CapturedLog()) {
            framework.edit(Map.of(
                    "polling_interval", -1.0,
                    "context_threshold", 101,
                    "log_level", new String[] {"a", "b"},
                    "sensor_timeot", 3,
                    "zerodb_batch_size", 5));
            assertEquals(before, framework.configuration());
            assertEquals(1, log.lines("WARN").size(), log.text());
            String warning = log.lines("WARN").get(0);
            assertTrue(warning.contains("polling_interval is -1.0; valid is a number of seconds above 0"), warning);
            assertTrue(warning.contains("context_threshold is 101; valid is a whole number from 0 to 100"), warning);
            assertTrue(warning.contains("log_level is"), warning);
            assertTrue(warning.contains("unknown option 'sensor_timeot'; the nearest is sensor_timeout"), warning);
            assertTrue(warning.contains("the old values stay"), warning);
        }
        assertEquals(Optional.of(100L), settings.get(Option.ZERODB_BATCH_SIZE).value());
        framework.edit(Map.of("polling_interval", 4.0));
        eventually("4.0 is delivered", () -> delivered.contains(4.0));
        assertFalse(delivered.contains(-1.0), delivered.toString());
    }

    @Test
    @DisplayName("C14 an option that is taken out of the configuration is reset, and empty text does the same")
    void an_option_that_is_taken_out_is_reset() throws Exception {
        defaultJson("{\"polling_interval\": 8}");
        ContextSettings settings = settings();
        framework.edit(Map.of("polling_interval", 2.0, "zerodb_project_id", "p1", "log_level", "ERROR"));
        Map<String, Object> fewer = new HashMap<>(framework.configuration());
        fewer.remove("polling_interval");
        fewer.put("zerodb_project_id", "");
        framework.replace(fewer);
        assertEquals(8.0, framework.configuration().get("polling_interval"));
        assertEquals(Layer.DEFAULT_JSON, settings.get(Option.POLLING_INTERVAL).layer());
        assertFalse(framework.configuration().containsKey("zerodb_project_id"));
        assertEquals("ERROR", framework.configuration().get("log_level"));
    }

    @Test
    @DisplayName("C14 a form that sends every field changes only what was edited")
    void a_whole_form_changes_only_what_was_edited() throws Exception {
        ContextSettings settings = settings();
        settings.change(Map.of("zerodb_api_key", "sk-SECRET"), "test");
        Map<String, Object> form = new HashMap<>(framework.configuration());
        form.putAll(Map.of("workspace_path", "", "sensor_path", "", "zerodb_project_id", "", "zerodb_api_key", ""));
        form.put("context_threshold", 50L);
        framework.replace(form);
        assertEquals(Layer.ADMINISTRATOR, settings.get(Option.CONTEXT_THRESHOLD).layer());
        assertEquals(
                2,
                settings.all().stream()
                        .filter(setting -> setting.layer() == Layer.ADMINISTRATOR)
                        .count());
        assertEquals(Optional.of("sk-SECRET"), settings.secret(Option.ZERODB_API_KEY));
        assertFalse(framework.configuration().containsKey("workspace_path"));
    }

    @Test
    @DisplayName("C14 a file of File Install is the administrator's layer, its own properties are no options")
    void a_file_of_file_install_is_taken_over() throws Exception {
        ContextSettings settings = settings();
        framework.replace(Map.of("polling_interval", "7", "felix.fileinstall.filename", "file:/x.config"));
        assertEquals(7.0, framework.configuration().get("polling_interval"));
        assertEquals("json", framework.configuration().get("log_format"));
        assertEquals(Layer.BUILT_IN, settings.get(Option.LOG_FORMAT).layer());
        framework.delete();
        awaitConfiguration("polling_interval", 5.0);
        assertEquals(Layer.BUILT_IN, settings.get(Option.POLLING_INTERVAL).layer());
    }

    @Test
    @DisplayName("C14 an edit that was made while nobody looked is taken over at the next start")
    void an_edit_made_while_away_is_taken_over() throws Exception {
        stop(settings());
        framework.edit(Map.of("polling_interval", 2.5, "log_level", "DEBUG"));
        ContextSettings settings = settings();
        assertEquals(Layer.ADMINISTRATOR, settings.get(Option.POLLING_INTERVAL).layer());
        assertEquals("DEBUG", framework.configuration().get("log_level"));
        stop(settings);
        framework.edit(Map.of("polling_interval", -2.5));
        ContextSettings again = settings();
        assertEquals(2.5, framework.configuration().get("polling_interval"));
        assertEquals(Optional.of(2.5), again.get(Option.POLLING_INTERVAL).value());
    }

    @Test
    @DisplayName("C14 a configuration that was there before the first start is the administrator's layer")
    void a_configuration_from_before_is_taken_over() throws Exception {
        framework.replace(Map.of("polling_interval", 2.5));
        ContextSettings settings = settings();
        assertEquals(Layer.ADMINISTRATOR, settings.get(Option.POLLING_INTERVAL).layer());
        assertEquals(Layer.BUILT_IN, settings.get(Option.LOG_LEVEL).layer());
    }

    @Test
    @DisplayName("C14 what changed on disk or in the environment while it was down is no edit of an administrator")
    void other_changes_while_away_are_no_edit() throws Exception {
        environment.put("CONTEXT_AGENT_POLLING_INTERVAL", "2");
        Path json = defaultJson("{\"log_level\": \"ERROR\"}");
        stop(settings());
        environment.clear();
        Files.delete(json);
        restartFramework();
        ContextSettings settings = settings();
        assertTrue(settings.all().stream().noneMatch(setting -> setting.layer() == Layer.ADMINISTRATOR));
        assertEquals(5.0, framework.configuration().get("polling_interval"));
        assertEquals("INFO", framework.configuration().get("log_level"));
    }

    @Test
    @DisplayName("C2 C14 where the environment wins over an edit, its value stays and the log says so")
    void the_environment_wins_over_an_edit() throws Exception {
        environment.put("CONTEXT_AGENT_POLLING_INTERVAL", "2");
        ContextSettings settings = settings();
        try (CapturedLog log = new CapturedLog()) {
            framework.edit(Map.of("polling_interval", 3.0));
            assertEquals(2.0, framework.configuration().get("polling_interval"));
            assertEquals(
                    1,
                    log.lines("CONTEXT_AGENT_POLLING_INTERVAL is set and wins over the new value")
                            .size(),
                    log.text());
        }
        assertEquals(
                List.of("environment variable CONTEXT_AGENT_POLLING_INTERVAL is set and wins over the new value of"
                        + " polling_interval"),
                settings.change(Map.of("polling_interval", "4", "log_level", "ERROR"), "test"));
        stop(settings);
        environment.clear();
        assertEquals(Optional.of(4.0), settings().get(Option.POLLING_INTERVAL).value());
    }

    @Test
    @DisplayName("C14 a change through the service takes effect before it returns, and can be taken back")
    void a_change_through_the_service() throws Exception {
        ContextSettings settings = settings();
        assertEquals(List.of(), settings.change(Map.of("polling_interval", "1.5", "log_level", "debug"), "shell"));
        assertEquals(1.5, framework.configuration().get("polling_interval"));
        assertEquals("DEBUG", framework.configuration().get("log_level"));
        assertEquals(List.of(), settings.change(Map.of("polling_interval", ""), "shell"));
        assertEquals(5.0, framework.configuration().get("polling_interval"));
        assertEquals("DEBUG", framework.configuration().get("log_level"));
    }

    @Test
    @DisplayName("C10 C14 a bad change is refused with every reason and changes nothing, not even what was good in it")
    void a_bad_change_is_refused() throws Exception {
        ContextSettings settings = settings();
        SettingsException refused = assertThrows(
                SettingsException.class,
                () -> settings.change(
                        Map.of(
                                "polling_interval", "soon",
                                "context_threshold", "-1",
                                "zerodb_api_kee", "x",
                                "log_level", "DEBUG"),
                        "shell"));
        assertEquals(3, refused.problems().size());
        assertTrue(refused.problems().contains("polling_interval is 'soon'; valid is a number of seconds above 0"));
        assertTrue(refused.problems().contains("context_threshold is '-1'; valid is a whole number from 0 to 100"));
        assertTrue(refused.problems().contains("unknown option 'zerodb_api_kee'; the nearest is zerodb_api_key"));
        assertEquals("INFO", framework.configuration().get("log_level"));
        assertEquals(1, settings.history().size());
    }

    @Test
    void a_change_that_cannot_be_kept_is_refused() throws Exception {
        ContextSettings settings = settings();
        Path file = home.state().resolve("config/administrator.json");
        Files.createDirectories(file.resolve("in the way"));
        try (CapturedLog log = new CapturedLog()) {
            SettingsException refused =
                    assertThrows(SettingsException.class, () -> settings.change(Map.of("log_level", "DEBUG"), "test"));
            assertTrue(refused.getMessage().contains("cannot be kept"), refused.getMessage());
            assertTrue(log.text().contains("cannot be kept"));
        }
        assertEquals("INFO", framework.configuration().get("log_level"));
    }

    @Test
    @DisplayName(
            "C12 C14 a secret that an administrator sets is kept in the administrator's file alone, for its owner alone")
    void an_administrators_secret_is_in_one_file() throws Exception {
        ContextSettings settings = settings();
        try (CapturedLog log = new CapturedLog()) {
            settings.change(Map.of("zerodb_api_key", "sk-SECRET-1"), "shell");
            assertEquals(Optional.of("sk-SECRET-1"), settings.secret(Option.ZERODB_API_KEY));
            framework.edit(Map.of("zerodb_api_key", "sk-SECRET-2"));
            assertEquals(Optional.of("sk-SECRET-2"), settings.secret(Option.ZERODB_API_KEY));
            assertTrue(log.text().contains("zerodb_api_key=***REDACTED***"), log.text());
            assertFalse(log.text().contains("SECRET"), log.text());
        }
        assertFalse(framework.configuration().containsKey("zerodb_api_key"));
        assertFalse(settings.history().toString().contains("SECRET"));
        Path file = home.state().resolve("config/administrator.json");
        assertEquals(List.of(file), written("SECRET"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        stop(settings);
        ContextSettings again = settings();
        assertEquals(Optional.of("sk-SECRET-2"), again.secret(Option.ZERODB_API_KEY));
        again.change(Map.of("zerodb_api_key", ""), "shell");
        assertEquals(Optional.empty(), again.secret(Option.ZERODB_API_KEY));
        assertEquals(List.of(), written("SECRET"));
    }

    @Test
    @DisplayName("C14 while ConfigAdmin takes nothing, it is tried again until it does")
    void what_config_admin_does_not_take_is_tried_again() throws Exception {
        ContextSettings settings = settings();
        Configuration configuration = framework.configAdmin().getConfiguration(Option.PID, "?");
        configuration.addAttributes(ConfigurationAttribute.READ_ONLY);
        try (CapturedLog log = new CapturedLog()) {
            settings.change(Map.of("polling_interval", "3"), "test");
            assertEquals(1, log.lines("it is tried again").size(), log.text());
        }
        assertEquals(5.0, framework.configuration().get("polling_interval"));
        configuration.removeAttributes(ConfigurationAttribute.READ_ONLY);
        awaitConfiguration("polling_interval", 3.0);
    }

    @Test
    @Timeout(120)
    @DisplayName("C14 edits, changes and files from many threads at once leave one configuration that all agree on")
    void many_threads_at_once() throws Exception {
        Path file = defaultJson("{\"sensor_timeout\": 1}");
        ContextSettings settings = settings();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> all = List.of(
                    threads.submit(repeat(i -> framework.edit(Map.of("polling_interval", (double) i)))),
                    threads.submit(
                            repeat(i -> settings.change(Map.of("context_threshold", String.valueOf(i)), "test"))),
                    threads.submit(repeat(i -> Files.writeString(file, "{\"sensor_timeout\": " + i + "}"))));
            for (Future<?> one : all) {
                one.get(100, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        // an editor that read before somebody else wrote puts back what it read, so the last word is said here
        framework.delete();
        awaitConfiguration("sensor_timeout", 50.0);
        awaitConfiguration("polling_interval", 5.0);
        for (Setting setting : settings.all()) {
            assertEquals(
                    setting.value().orElse(null),
                    framework.configuration().get(setting.option().key()));
        }
        assertEquals(20, settings.history().size());
    }

    private static Callable<Void> repeat(Step step) {
        return () -> {
            for (int i = 1; i <= 50; i++) {
                step.run(i);
            }
            return null;
        };
    }

    private interface Step {
        void run(int i) throws Exception;
    }
}
