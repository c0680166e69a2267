package org.contextagent.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionTest {

    @Test
    @DisplayName("C1 every option has the name and the default that others rely on")
    void every_option_has_its_name_and_default() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("polling_interval", 5.0);
        expected.put("context_threshold", 80L);
        expected.put("sensor_timeout", 5.0);
        expected.put("workspace_path", null);
        expected.put("sensor_path", null);
        expected.put("enable_zerodb", false);
        expected.put("zerodb_api_key", null);
        expected.put("zerodb_project_id", null);
        expected.put("zerodb_api_url", "https://api.ainative.studio");
        expected.put("zerodb_enable_logging", true);
        expected.put("zerodb_batch_size", 100L);
        expected.put("zerodb_flush_interval", 5.0);
        expected.put("log_level", "INFO");
        expected.put("log_format", "json");

        expected.forEach((key, value) -> {
            Option option = Option.ofKey(key).orElseThrow(() -> new AssertionError("no option " + key));
            assertEquals(Optional.ofNullable(value), option.defaultValue(), key);
        });
    }

    @Test
    @DisplayName("C4 every option has an environment variable: CONTEXT_AGENT_ and the option in capitals")
    void every_option_has_an_environment_variable() {
        for (Option option : Option.values()) {
            assertEquals("CONTEXT_AGENT_" + option.key().toUpperCase(java.util.Locale.ROOT), option.variable());
            assertEquals(Optional.of(option), Option.ofKey(option.key()));
            assertFalse(option.valid().isEmpty());
        }
        assertEquals("CONTEXT_AGENT_POLLING_INTERVAL", Option.POLLING_INTERVAL.variable());
        assertEquals(Optional.empty(), Option.ofKey("POLLING_INTERVAL"));
    }

    @Test
    void a_default_is_of_the_type_that_its_kind_names() {
        Map<Option.Kind, Class<?>> types = Map.of(
                Option.Kind.SECONDS, Double.class,
                Option.Kind.INTEGER, Long.class,
                Option.Kind.BOOLEAN, Boolean.class,
                Option.Kind.TEXT, String.class,
                Option.Kind.SECRET, String.class);
        for (Option option : Option.values()) {
            option.defaultValue().ifPresent(value -> assertInstanceOf(types.get(option.kind()), value));
        }
    }

    @Test
    @DisplayName("C12 a secret is never shown")
    void a_secret_is_never_shown() {
        Setting secret = new Setting(
                Option.ZERODB_API_KEY,
                Optional.of("hunter2"),
                Setting.Layer.ENVIRONMENT,
                "CONTEXT_AGENT_ZERODB_API_KEY");

        assertTrue(Option.ZERODB_API_KEY.isSecret());
        assertEquals("***REDACTED***", secret.shown());
        assertEquals("zerodb_api_key=***REDACTED*** (CONTEXT_AGENT_ZERODB_API_KEY)", secret.toString());
        assertEquals("", new Setting(Option.ZERODB_API_KEY, Optional.empty(), Setting.Layer.BUILT_IN, "").shown());
    }

    @Test
    @DisplayName("C13 a setting has its value and the layer that it came from")
    void a_setting_has_its_value_and_layer() {
        Setting setting =
                new Setting(Option.CONTEXT_THRESHOLD, Optional.of(70L), Setting.Layer.FILE, "/etc/agent.yaml");

        assertEquals("70", setting.shown());
        assertEquals("context_threshold=70 (/etc/agent.yaml)", setting.toString());
        assertEquals(Setting.Layer.ENVIRONMENT, Setting.Layer.values()[0], "layers are listed highest first");
    }

    @Test
    @DisplayName("C10 a refused change tells every problem")
    void a_refused_change_tells_every_problem() {
        SettingsException refused = new SettingsException(List.of("a is wrong", "b is wrong"));

        assertEquals("a is wrong\nb is wrong", refused.getMessage());
        assertEquals(List.of("a is wrong", "b is wrong"), refused.problems());
    }
}
