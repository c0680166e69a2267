package org.contextagent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting.Layer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {

    @TempDir
    Path folder;

    private final Map<Option, Object> values = new EnumMap<>(Option.class);

    @BeforeEach
    void values() throws Exception {
        Path workspace = Files.createDirectories(folder.resolve("it's $HOME \"quoted\" `x` \\ 日本"));
        values.put(Option.POLLING_INTERVAL, 0.0001);
        values.put(Option.CONTEXT_THRESHOLD, 33L);
        values.put(Option.WORKSPACE_PATH, workspace.toString());
        values.put(Option.ENABLE_ZERODB, true);
        values.put(Option.ZERODB_API_KEY, "sk-SECRET");
        values.put(Option.ZERODB_PROJECT_ID, "p=1");
        values.put(Option.LOG_LEVEL, "WARNING");
    }

    private Effective effective() {
        return Effective.of(List.of(new LayerValues(Layer.ADMINISTRATOR, "administrator", values)));
    }

    @ParameterizedTest
    @DisplayName("C15 JSON is read back to the same values, secrets left out")
    @ValueSource(strings = {"plain", " [{model}] \"x\" \\ 🌿 {? {branch}}", "it's"})
    void json_is_read_back(String template) throws Exception {
        values.put(Option.STATUS_LINE_FORMAT, template);
        Effective exported = effective();
        String json = Export.json(exported.shareable());
        assertFalse(json.contains("SECRET"));
        Map<Option, Object> read = ConfigFile.read(Files.writeString(folder.resolve("export.json"), json));
        assertEquals(
                exported.shareable(),
                Effective.of(List.of(new LayerValues(Layer.FILE, "export", read)))
                        .shareable());
    }

    @ParameterizedTest
    @DisplayName("C15 the .env file, read by a shell, gives the same values, secrets left out")
    @ValueSource(strings = {"plain", " [{model}] \"x\" \\ 🌿 {? {branch}}", "it's $(id) `id` \"x\" \\", "$'a' | b"})
    void env_is_read_back(String template) throws Exception {
        values.put(Option.STATUS_LINE_FORMAT, template);
        Effective exported = effective();
        String env = Export.env(exported.shareable());
        assertFalse(env.contains("SECRET"));
        assertFalse(env.contains("API_KEY"));
        EnvironmentLayer read = new EnvironmentLayer(readByShell(env));
        assertEquals(List.of(), read.problems());
        assertEquals(exported.shareable(), Effective.of(List.of(read.values())).shareable());
    }

    @Test
    @DisplayName("C15 with no source at all the exports hold the defaults")
    void exports_of_defaults() {
        Map<String, Object> defaults = Effective.of(List.of()).shareable();
        assertEquals(
                "CONTEXT_AGENT_POLLING_INTERVAL=5.0",
                Export.env(defaults).lines().findFirst().orElseThrow());
        assertEquals(
                Arrays.stream(Option.values())
                        .filter(option -> option.defaultValue().isPresent())
                        .count(),
                Export.env(defaults).lines().count());
    }

    private Map<String, String> readByShell(String env) throws Exception {
        Path file = Files.writeString(folder.resolve("context-agent.env"), env);
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", "set -a; . \"$1\"; env -0", "sh", file.toString());
        shell.environment().put("LC_ALL", "C.UTF-8");
        Path output = folder.resolve("output");
        Process process = shell.redirectOutput(output.toFile()).start();
        try {
            assertEquals(true, process.waitFor(30, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        Map<String, String> variables = new HashMap<>();
        for (String assignment :
                Files.readString(output, StandardCharsets.UTF_8).split("\0")) {
            int equals = assignment.indexOf('=');
            variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return variables;
    }
}
