package org.contextagent.sensor.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.script.testing.Processes;
import org.contextagent.sensor.script.testing.Scripts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ScriptContractTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Scripts scripts;
    private Path workspace;

    @BeforeEach
    void make_folders() throws Exception {
        scripts = new Scripts(folder);
        workspace = Files.createDirectory(folder.resolve("work \"space\" ü"));
    }

    @AfterEach
    void no_threads_are_left() {
        assertEquals(List.of(), Processes.ownThreads());
    }

    private static ScriptSensor sensor(Path script) {
        return new ScriptSensor("script", script, () -> LONG);
    }

    private Facts sense(Path script) throws SensorException, InterruptedException {
        try (ScriptSensor sensor = sensor(script)) {
            return sensor.sense(Target.of(workspace));
        }
    }

    private String failure(Path script) {
        return assertThrows(SensorException.class, () -> sense(script)).getMessage();
    }

    @Test
    @DisplayName(
            "X20 X3 the document of the contract becomes the well-known facts, the line a fact of the script's own")
    void the_document_of_the_contract_becomes_facts() throws Exception {
        Path script = scripts.script(
                "full",
                "echo '[Opus] 📁 p 🌿 main | 📊 13%'",
                "cat >&2 <<'END'",
                "{\"version\": \"1.0.0\", \"model\": \"Opus\",",
                " \"workspace\": {\"path\": \"/somewhere/else\", \"name\": \"p\", \"git\": {\"is_repo\": true, \"branch\": \"main\"}},",
                " \"context_window\": {\"max_tokens\": 200000, \"tokens_used\": 26100, \"usage_pct\": 13}}",
                "END");

        assertEquals(
                Facts.of(Map.of(
                        "sensor_version", "1.0.0",
                        "model", "Opus",
                        "workspace.name", "p",
                        "workspace.git.is_repo", true,
                        "workspace.git.branch", "main",
                        "context_window.max_tokens", 200_000,
                        "context_window.tokens_used", 26_100,
                        "context_window.usage_pct", 13,
                        "custom.script.line", "[Opus] 📁 p 🌿 main | 📊 13%")),
                sense(script));
    }

    @Test
    @DisplayName("X20 X1 the script is given the workspace as JSON and runs in it")
    void the_script_is_given_the_workspace_and_runs_in_it() throws Exception {
        Path script = scripts.script(
                "given",
                "read -r line",
                "read -r more || end=true",
                "pwd > '" + folder + "/pwd'",
                "printf '%s' \"$line\" > '" + folder + "/input'",
                "printf '{\"ended\":%s}' \"$end\" >&2");

        assertTrue(sense(script).flag("custom.ended"));
        assertEquals(workspace.toRealPath() + "\n", Files.readString(folder.resolve("pwd")));
        assertEquals(
                "{\"workspace_path\":\"" + workspace.toString().replace("\"", "\\\"") + "\"}",
                Files.readString(folder.resolve("input")));
    }

    @Test
    @DisplayName("X20 a workspace that does not exist is still sensed")
    void a_workspace_that_does_not_exist_is_still_sensed() throws Exception {
        Path script = scripts.script("plain", Scripts.ANSWER);

        try (ScriptSensor sensor = sensor(script)) {
            assertEquals(
                    Optional.of("Scripted"),
                    sensor.sense(Target.of(folder.resolve("gone"))).text("model"));
        }
    }

    @Test
    @DisplayName("X20 a path that no pipe holds for sure is not given to the script")
    void a_path_that_is_too_long_is_not_given() throws Exception {
        Path script = scripts.script("size", "printf '{\"bytes\":%s}' \"$(wc -c | tr -d ' ')\" >&2");

        try (ScriptSensor sensor = sensor(script)) {
            Target target = Target.of(Path.of("/" + "x/".repeat(3_000)));
            assertEquals(Optional.of(0L), sensor.sense(target).get("custom.bytes"));
        }
    }

    @Test
    @DisplayName("X20 no shell looks at the path of the script")
    void no_shell_is_involved() throws Exception {
        Path script = scripts.script("a $(touch pwned); b", Scripts.ANSWER);

        assertEquals(Optional.of("Scripted"), sense(script).text("model"));
        assertFalse(Files.exists(workspace.resolve("pwned")));
    }

    @Test
    @DisplayName("X20 a relative path never means a file of the workspace")
    void a_relative_path_never_means_a_file_of_the_workspace() throws Exception {
        Path script = scripts.script("evil.sh", Scripts.ANSWER);
        Files.move(script, workspace.resolve("evil.sh"));

        assertTrue(failure(Path.of("evil.sh")).contains("does not exist"));
        assertTrue(failure(Path.of("./evil.sh")).contains("does not exist"));
    }

    @Test
    @DisplayName("X20 other fields become facts of the script's own")
    void other_fields_become_custom_facts() throws Exception {
        Path script = scripts.script(
                "custom",
                "echo '{\"build\":\"green\",\"tests\":{\"passed\":12,\"ratio\":0.5,\"Ran OK\":true},\"none\":null,\"list\":[1]}' >&2");

        assertEquals(
                Facts.of(Map.of(
                        "custom.build",
                        "green",
                        "custom.tests.passed",
                        12,
                        "custom.tests.ratio",
                        0.5,
                        "custom.tests.ran_ok",
                        true)),
                sense(script));
    }

    @Test
    @DisplayName("X20 X8 the line is the first one and safe to print")
    void the_line_is_safe_to_print() throws Exception {
        Path script = scripts.script("line", "printf 'a\\033]0;x\\007\\tb\\r\\nsecond\\n'", "echo '{}' >&2");

        assertEquals(Facts.of(Map.of("custom.script.line", "a]0;x b")), sense(script));
    }

    @Test
    @DisplayName("X20 bytes that are no UTF-8 are replaced")
    void bytes_that_are_no_utf_8_are_replaced() throws Exception {
        Path script = scripts.script("latin", "printf 'caf\\351\\n'", "printf '{\"model\":\"caf\\351\"}' >&2");

        Facts facts = sense(script);
        assertEquals(Optional.of("caf\uFFFD"), facts.text("model"));
        assertEquals(Optional.of("caf\uFFFD"), facts.text("custom.script.line"));
    }

    @Test
    @DisplayName("X20 secrets of the agent's environment are kept from the script")
    void secrets_are_kept_from_the_script() {
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "CONTEXT_AGENT_ZERODB_API_KEY", "x",
                "CONTEXT_AGENT_ZERODB_PROJECT_ID", "x",
                "GITHUB_TOKEN", "x",
                "aws_secret_access_key", "x",
                "DB_PASSWORD", "x",
                "OPENAI_API_KEY", "x",
                "PATH", "/bin",
                "HOME", "/home/dev",
                "CONTEXT_AGENT_POLLING_INTERVAL", "5"));

        Environment.removeSecrets(environment);

        assertEquals(Map.of("PATH", "/bin", "HOME", "/home/dev", "CONTEXT_AGENT_POLLING_INTERVAL", "5"), environment);
    }

    @Test
    @DisplayName("X20 a script that does not read its input is no trouble")
    void a_script_that_does_not_read_is_no_trouble() throws Exception {
        Path script = scripts.script("deaf", "exec <&-", Scripts.ANSWER);

        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.of("Scripted"), sense(script).text("model"));
        }
    }

    @Test
    @DisplayName("X20 X7 the same script in the same workspace gives the same facts")
    void the_same_gives_the_same() throws Exception {
        Path script = scripts.script("same", "echo line", "printf '{\"b\":1,\"a\":\"x\"}' >&2");

        assertEquals(sense(script), sense(script));
    }

    @Test
    @DisplayName("X20 a script that is missing, a directory or not executable is told so")
    void a_script_that_cannot_be_run_is_told() throws Exception {
        Path missing = folder.resolve("missing");
        assertEquals("the sensor script " + missing + " does not exist; valid is an executable file", failure(missing));
        assertEquals("the sensor script " + folder + " is a directory; valid is an executable file", failure(folder));
        Path plain = Files.writeString(folder.resolve("plain.txt"), "x");
        assertEquals(
                "the sensor script " + plain + " is not executable; valid is an executable file (chmod +x)",
                failure(plain));
        Path interpreter = scripts.executable("interpreter", "#!/no/such/interpreter\n");
        String message = failure(interpreter);
        assertTrue(message.startsWith("the sensor script " + interpreter + " cannot be started"), message);
        assertTrue(message.contains("interpreter"), message);
    }

    @Test
    @DisplayName("X20 a script that is removed and put back is sensed again")
    void a_script_that_comes_back_is_sensed_again() throws Exception {
        Path script = scripts.script("moving", Scripts.ANSWER);
        try (ScriptSensor sensor = sensor(script)) {
            sensor.sense(Target.of(workspace));
            Files.delete(script);
            assertThrows(SensorException.class, () -> sensor.sense(Target.of(workspace)));
            scripts.script("moving", "echo '{\"model\":\"New\"}' >&2");
            assertEquals(Optional.of("New"), sensor.sense(Target.of(workspace)).text("model"));
        }
    }

    @Test
    @DisplayName("X20 an exit status other than 0 is told with the first line that the script said")
    void a_failure_is_told_with_what_the_script_said() throws Exception {
        Path script = scripts.script("fails", "printf '\\n  no \\033[31mluck\\nmore\\n' >&2", "exit 3");

        assertEquals(
                "the sensor script " + script + " ended with status 3; valid is 0; it said: no [31mluck",
                failure(script));
    }

    @Test
    @DisplayName("X20 a script that says nothing to standard error is told so")
    void no_document_is_told() throws Exception {
        Path script = scripts.script("silent", "echo 'hello'");

        assertEquals(
                "the sensor script " + script
                        + " wrote nothing to its standard error; valid is one JSON document; it said: hello",
                failure(script));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "7",
                "{",
                "{\"model\":\"x\"} {\"model\":\"y\"}",
                "warning\\n{\"model\":\"x\"}",
                "{\"a\":NaN}",
                "\\000\\001\\377\\376",
            })
    @DisplayName("X20 a document that is no JSON object is told so")
    void a_broken_document_is_told(String document) throws Exception {
        Path script = scripts.script("broken", "printf '" + document + "' >&2");

        String message = failure(script);
        assertTrue(
                message.startsWith(
                        "the sensor script " + script + " wrote no valid JSON document to its standard error: "),
                message);
        assertTrue(message.length() < 1_000, message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    @Test
    @DisplayName("X20 it is a sensor of workspaces")
    void it_is_a_sensor_of_workspaces() throws Exception {
        try (ScriptSensor sensor = sensor(folder)) {
            assertEquals("script", sensor.name());
            assertEquals(Sensor.Scope.WORKSPACE, sensor.scope());
        }
    }
}
