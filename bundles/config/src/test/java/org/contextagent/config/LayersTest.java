package org.contextagent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;
import org.contextagent.api.config.Setting.Layer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayersTest {

    @TempDir
    Path folder;

    private Path named;
    private Path defaultJson;
    private Path defaultYaml;
    private Path sensor;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void names() throws Exception {
        named = folder.resolve("mine.yaml");
        defaultJson = folder.resolve("default.json");
        defaultYaml = folder.resolve("default.yaml");
        sensor = Files.writeString(folder.resolve("sensor"), "");
        assertTrue(sensor.toFile().setExecutable(true));
    }

    @Test
    @DisplayName("C1 with no source at all every option has its default and nothing is odd")
    void no_source_at_all() {
        Layers layers = layers(false);
        Effective effective = layers.effective();
        for (Option option : Option.values()) {
            assertEquals(option.defaultValue(), effective.get(option).value(), option.key());
            assertEquals(Layer.BUILT_IN, effective.get(option).layer());
        }
        assertEquals(List.of(), layers.warnings(effective));
        assertEquals(Optional.empty(), layers.fatal());
    }

    @ParameterizedTest
    @DisplayName("C2 C3 C13 each layer wins over those below it with whatever it sets, also with the default")
    @EnumSource(
            value = Layer.class,
            names = {"ENVIRONMENT", "ADMINISTRATOR", "FILE", "DEFAULT_JSON", "DEFAULT_YAML"})
    void the_highest_layer_wins_even_with_the_default(Layer highest) throws Exception {
        for (Layer layer :
                List.of(Layer.DEFAULT_YAML, Layer.DEFAULT_JSON, Layer.FILE, Layer.ADMINISTRATOR, Layer.ENVIRONMENT)) {
            if (layer.compareTo(highest) >= 0) {
                set(layer, Option.POLLING_INTERVAL, layer == highest ? "5.0" : "10.0");
            }
        }
        Setting setting = layers(Files.exists(named)).effective().get(Option.POLLING_INTERVAL);
        assertEquals(Optional.of(5.0), setting.value());
        assertEquals(highest, setting.layer());
    }

    @Test
    @DisplayName("C2 each option comes from the highest layer that sets it, not all from one")
    void each_option_has_its_own_layer() throws Exception {
        environment.put("CONTEXT_AGENT_LOG_LEVEL", "ERROR");
        Files.writeString(named, "log_level: DEBUG\ncontext_threshold: 1\n");
        Files.writeString(defaultJson, "{\"log_level\": \"INFO\", \"context_threshold\": 2, \"zerodb_batch_size\": 2}");
        Files.writeString(defaultYaml, "zerodb_batch_size: 3\nlog_format: text\n");
        Effective effective = layers(true).effective();
        assertEquals(
                List.of(
                        "log_level=ERROR (environment variable CONTEXT_AGENT_LOG_LEVEL)",
                        "context_threshold=1 (file " + named + ")",
                        "zerodb_batch_size=2 (file " + defaultJson + ")",
                        "log_format=text (file " + defaultYaml + ")",
                        "sensor_timeout=5.0 (built-in default)"),
                List.of(
                                Option.LOG_LEVEL,
                                Option.CONTEXT_THRESHOLD,
                                Option.ZERODB_BATCH_SIZE,
                                Option.LOG_FORMAT,
                                Option.SENSOR_TIMEOUT)
                        .stream()
                        .map(option -> effective.get(option).toString())
                        .toList());
    }

    @ParameterizedTest
    @DisplayName("C4 every option has an environment variable")
    @EnumSource(Option.class)
    void every_option_has_a_variable(Option option) throws Exception {
        environment.put("CONTEXT_AGENT_" + option.name(), example(option));
        Setting setting = layers(false).effective().get(option);
        assertEquals(Layer.ENVIRONMENT, setting.layer());
        assertEquals(example(option), String.valueOf(setting.value().orElseThrow()));
        assertEquals("environment variable CONTEXT_AGENT_" + option.name(), setting.source());
    }

    @Test
    @DisplayName("C5 C6 a variable that is not valid is named and the next layer's value is used")
    void a_bad_variable_falls_to_the_next_layer() throws Exception {
        environment.put("CONTEXT_AGENT_ENABLE_ZERODB", "perhaps");
        environment.put("CONTEXT_AGENT_POLLING_INTERVAL", "-1");
        environment.put("CONTEXT_AGENT_LOG_LEVEL", "");
        Files.writeString(named, "polling_interval: 10\n");
        Layers layers = layers(true);
        Effective effective = layers.effective();
        assertEquals(
                "polling_interval=10.0 (file " + named + ")",
                effective.get(Option.POLLING_INTERVAL).toString());
        assertEquals(Layer.BUILT_IN, effective.get(Option.ENABLE_ZERODB).layer());
        assertEquals(
                List.of(
                        "environment variable CONTEXT_AGENT_POLLING_INTERVAL: polling_interval is '-1'; valid is a number of"
                                + " seconds above 0; the next layer's value is used",
                        "environment variable CONTEXT_AGENT_ENABLE_ZERODB: enable_zerodb is 'perhaps'; valid is true, 1, yes,"
                                + " on, false, 0, no or off; the next layer's value is used"),
                layers.warnings(effective));
    }

    @Test
    void an_empty_variable_of_a_text_option_is_as_good_as_none() {
        environment.put("CONTEXT_AGENT_WORKSPACE_PATH", "");
        environment.put("CONTEXT_AGENT_ZERODB_API_KEY", "");
        Layers layers = layers(false);
        assertEquals(List.of(), layers.warnings(layers.effective()));
        assertEquals(
                Optional.empty(), layers.effective().get(Option.ZERODB_API_KEY).value());
    }

    @Test
    @DisplayName("C6 C12 a secret is not printed, neither a good nor a bad one")
    void secrets_are_redacted() {
        environment.put("CONTEXT_AGENT_ZERODB_API_KEY", "sk-SECRET\u0001");
        Layers bad = layers(false);
        assertTrue(bad.warnings(bad.effective()).get(0).contains("CONTEXT_AGENT_ZERODB_API_KEY"));
        assertFalse(bad.warnings(bad.effective()).toString().contains("SECRET"));
        environment.put("CONTEXT_AGENT_ZERODB_API_KEY", "sk-SECRET");
        Effective good = layers(false).effective();
        assertEquals(
                "zerodb_api_key=***REDACTED*** (environment variable CONTEXT_AGENT_ZERODB_API_KEY)",
                good.get(Option.ZERODB_API_KEY).toString());
        assertFalse((good.all() + "" + good.shareable()
                        + good.differences(layers(false).below()))
                .contains("SECRET"));
        assertFalse(new EnvironmentLayer(environment).values().toString().contains("SECRET"));
    }

    @Test
    @DisplayName("C9 a broken default file is a warning and its layer is left out")
    void a_broken_default_is_left_out() throws Exception {
        Files.writeString(defaultJson, "{\"log_level\": ");
        Files.writeString(defaultYaml, "log_level: DEBUG\npolling: 1\n");
        Layers layers = layers(false);
        Effective effective = layers.effective();
        assertEquals(Optional.empty(), layers.fatal());
        assertEquals(Layer.BUILT_IN, effective.get(Option.LOG_LEVEL).layer());
        List<String> warnings = layers.warnings(effective);
        assertEquals(2, warnings.size());
        assertTrue(warnings.get(0).startsWith(defaultJson + " cannot be used: it is not well-formed JSON"));
        assertTrue(warnings.get(1).contains("unknown option 'polling'"), warnings.get(1));
        assertTrue(warnings.stream().allMatch(warning -> warning.endsWith("; it is left out")), warnings.toString());
    }

    @Test
    @DisplayName("C8 a named file that is missing leaves nothing to run with")
    void a_missing_named_file_is_fatal() {
        Layers layers = layers(true);
        assertEquals(
                Optional.of(named + " cannot be used: the file does not exist; nothing runs until it is corrected"),
                layers.fatal());
    }

    @Test
    @DisplayName("C8 C9 a file that becomes bad keeps what it gave, and gives what is new once it is good")
    void a_file_that_becomes_bad_keeps_its_values() throws Exception {
        Files.writeString(named, "log_level: DEBUG\n");
        Files.writeString(defaultJson, "{\"log_format\": \"text\"}");
        Layers layers = layers(true);
        Files.delete(named);
        Files.writeString(defaultJson, "{");
        assertEquals(List.of("file " + named, "file " + defaultJson), layers.loadFiles());
        assertEquals(List.of(), layers.loadFiles());
        Effective effective = layers.effective();
        assertEquals(Optional.of("DEBUG"), effective.get(Option.LOG_LEVEL).value());
        assertEquals(Optional.of("text"), effective.get(Option.LOG_FORMAT).value());
        assertEquals(Optional.empty(), layers.fatal());
        assertEquals(
                2,
                layers.warnings(effective).stream()
                        .filter(warning -> warning.endsWith("; the values that it gave before stay in use"))
                        .count());
        Files.writeString(named, "log_level: ERROR\n");
        Files.delete(defaultJson);
        layers.loadFiles();
        assertEquals(
                Optional.of("ERROR"), layers.effective().get(Option.LOG_LEVEL).value());
        assertEquals(Layer.BUILT_IN, layers.effective().get(Option.LOG_FORMAT).layer());
        assertEquals(List.of(), layers.warnings(layers.effective()));
    }

    @Test
    void of_two_default_yaml_files_one_is_read_and_the_other_named() throws Exception {
        Files.writeString(folder.resolve("default.yml"), "log_level: DEBUG\n");
        assertEquals(
                Optional.of("DEBUG"),
                layers(false).effective().get(Option.LOG_LEVEL).value());
        Files.writeString(defaultYaml, "log_level: ERROR\n");
        Layers layers = layers(false);
        assertEquals(
                Optional.of("ERROR"), layers.effective().get(Option.LOG_LEVEL).value());
        assertTrue(layers.warnings(layers.effective()).get(0).contains("default.yml is left out"));
    }

    @Test
    @DisplayName("C11 ZeroDB without key or project is a warning that names what is missing")
    void what_zerodb_lacks_is_named() {
        environment.put("CONTEXT_AGENT_ENABLE_ZERODB", "true");
        assertEquals(
                List.of(
                        "enable_zerodb is true, but nothing is sent to ZeroDB without zerodb_api_key and zerodb_project_id"),
                layers(false).effective().warnings());
        environment.put("CONTEXT_AGENT_ZERODB_API_KEY", "sk");
        assertEquals(
                List.of("enable_zerodb is true, but nothing is sent to ZeroDB without zerodb_project_id"),
                layers(false).effective().warnings());
        environment.put("CONTEXT_AGENT_ZERODB_PROJECT_ID", "p1");
        assertEquals(List.of(), layers(false).effective().warnings());
    }

    private Layers layers(boolean withNamed) {
        List<FileLayer> files = new ArrayList<>();
        if (withNamed) {
            files.add(FileLayer.required(named, Optional.empty()));
        }
        files.add(FileLayer.optional(Layer.DEFAULT_JSON, defaultJson));
        files.add(FileLayer.optional(Layer.DEFAULT_YAML, defaultYaml, folder.resolve("default.yml")));
        AdministratorLayer administrator = new AdministratorLayer(new PrivateFile(folder.resolve("admin.json")));
        administrator.load();
        Layers layers = new Layers(new EnvironmentLayer(environment), administrator, files);
        layers.loadFiles();
        return layers;
    }

    private void set(Layer layer, Option option, String number) throws Exception {
        String json = "{\"" + option.key() + "\": " + number + "}";
        switch (layer) {
            case ENVIRONMENT -> environment.put(option.variable(), number);
            case ADMINISTRATOR -> Files.writeString(folder.resolve("admin.json"), json);
            case FILE -> Files.writeString(named, option.key() + ": " + number + "\n");
            case DEFAULT_JSON -> Files.writeString(defaultJson, json);
            case DEFAULT_YAML -> Files.writeString(defaultYaml, option.key() + ": " + number + "\n");
            case BUILT_IN -> throw new IllegalArgumentException();
        }
    }

    private String example(Option option) {
        return switch (option) {
            case WORKSPACE_PATH -> folder.toString();
            case SENSOR_PATH -> sensor.toString();
            case ZERODB_API_KEY, ZERODB_PROJECT_ID -> "text";
            default -> option.defaultValue().orElseThrow().toString();
        };
    }
}
