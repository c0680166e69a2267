package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.Json;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.RunningAgent.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration as a user meets it: variables, files, commands, and what the agent does by them. */
@Timeout(600)
class ConfigurationIT {

    @TempDir
    Path temp;

    private Path folder;
    private RunningAgent agent;

    @BeforeEach
    void agent() throws Exception {
        folder = Files.createDirectory(temp.resolve("my-project"));
        agent = new RunningAgent();
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    /** An option as {@code config --json} has it. */
    private static JsonNode option(RunningAgent of, String name) throws Exception {
        for (JsonNode option : of.request("config").get(0).at("/options")) {
            if (option.at("/option").asText().equals(name)) {
                return option;
            }
        }
        throw new AssertionError("no option " + name);
    }

    private String value(String option) throws Exception {
        return option(agent, option).at("/value").asText();
    }

    private String valueAndLayer(String option) throws Exception {
        return value(option) + " " + option(agent, option).at("/layer").asText();
    }

    private String warnings() throws Exception {
        return agent.request("config").get(0).at("/warnings").toString();
    }

    private String line() throws Exception {
        return agent.line(folder, "{\"context_window\":{\"tokens_used\":20000}}".getBytes(StandardCharsets.UTF_8))
                .line();
    }

    /** Whoever needs an option is told of its change a moment after it was made. */
    private void lineIs(String expected) throws Exception {
        Eventually.equal(expected, this::line, "the line");
    }

    @Test
    @DisplayName(
            "C2 C3 C6 C11 C13 the environment is over the named file over default.json over default.yaml over what is built in")
    void the_highest_layer_that_sets_an_option_wins() throws Exception {
        agent.configure(
                "default.yaml",
                "polling_interval: 1\ncontext_threshold: 1\nsensor_timeout: 1\nsession_timeout: 11\nlog_format: text\n");
        agent.configure(
                "default.json",
                "{\"polling_interval\": 2, \"context_threshold\": 2, \"sensor_timeout\": 2, \"session_timeout\": 22}");
        Path named = Files.writeString(temp.resolve("team.yaml"), "polling_interval: 3\ncontext_threshold: 80\n");
        agent.with("CONTEXT_AGENT_POLLING_INTERVAL", "5.0")
                .with("CONTEXT_AGENT_SENSOR_TIMEOUT", "soon")
                .with("CONTEXT_AGENT_ENABLE_ZERODB", "Yes")
                .with("CONTEXT_AGENT_LOG_LEVEL", "debug")
                .start(folder, "--config", named.toString());

        assertEquals("5.0 environment", valueAndLayer("polling_interval"), "a variable that says the default");
        assertEquals("80 file", valueAndLayer("context_threshold"), "a file that says the default");
        assertEquals("2.0 default_json", valueAndLayer("sensor_timeout"), "the variable cannot be read");
        assertEquals("22.0 default_json", valueAndLayer("session_timeout"));
        assertEquals("text default_yaml", valueAndLayer("log_format"));
        assertEquals("true environment", valueAndLayer("enable_zerodb"));
        assertEquals("100 built_in", valueAndLayer("zerodb_batch_size"));
        assertEquals(
                "environment variable CONTEXT_AGENT_POLLING_INTERVAL",
                option(agent, "polling_interval").at("/source").asText());
        String shown = agent.command("config").done().out();
        assertTrue(shown.contains("\npolling_interval") || shown.startsWith("polling_interval"), shown);
        assertTrue(shown.contains("file " + named), shown);
        assertTrue(
                shown.contains("warning: environment variable CONTEXT_AGENT_SENSOR_TIMEOUT: sensor_timeout is 'soon'"),
                shown);
        assertTrue(shown.contains("nothing is sent to ZeroDB without zerodb_api_key and zerodb_project_id"), shown);
        assertTrue(agent.log().stream().anyMatch(ConfigurationIT::isDebugInText), "log_format and log_level");
    }

    private static boolean isDebugInText(String line) {
        return line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ DEBUG \\[.*");
    }

    @Test
    @DisplayName("C7 C8 C10 a named file that is bad keeps the agent from starting, with everything that is wrong")
    void a_bad_named_file_keeps_the_agent_from_starting() throws Exception {
        refuses("team.json", "{\"polling_interval\": 1,}", "line 1, column ");
        refuses("team.yaml", "polling_interval: [1", "line 1, column ");
        refuses(
                "both.yaml",
                "polling_interval: -1\ncontext_threshold: 101\nlog_levle: INFO\n",
                "polling_interval is -1; valid is",
                "context_threshold is 101; valid is",
                "log_levle",
                "log_level");
        refuses("team.toml", "polling_interval = 1", "unsupported file format");

        Result missing =
                agent.command("start", "--config", temp.resolve("none.json").toString(), folder.toString());
        assertEquals(1, missing.status());
        assertTrue(missing.err().contains("none.json cannot be used: the file does not exist"), missing.err());
    }

    private void refuses(String name, String text, String... told) throws Exception {
        Path file = Files.writeString(temp.resolve(name), text);

        Result refused = agent.command("start", "--config", file.toString(), folder.toString());

        assertEquals(1, refused.status(), refused::toString);
        assertEquals("", refused.out());
        assertEquals(1, refused.err().lines().count(), refused::toString);
        assertTrue(refused.err().startsWith("context-agent: " + file + " cannot be used: "), refused.err());
        for (String part : told) {
            assertTrue(refused.err().contains(part), refused.err());
        }
        assertFalse(Files.exists(agent.run("agent.json")));
    }

    @Test
    @DisplayName(
            "C9 C14 a bad default file is a warning; a file that is edited takes effect at once, and a bad edit does not")
    void files_are_read_again_while_it_runs() throws Exception {
        Path counter = temp.resolve("runs");
        Path script = Files.writeString(
                temp.resolve("count.sh"), "#!/bin/sh\nprintf x >>'" + counter + "'\necho counted\necho '{}' >&2\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        agent.configure("default.json", "{\"polling_interval\": 3600, \"log_level\": \"DEBUG\"");
        agent.configure("default.yaml", "polling_interval: 1800\nsensor_path: " + script + "\n");
        agent.start(folder);
        assertEquals("1800.0 default_yaml", valueAndLayer("polling_interval"));
        assertTrue(
                warnings().contains("default.json cannot be used: it is not well-formed JSON at line 1, column"),
                warnings());
        assertEquals(List.of(), agent.log("DEBUG"));

        agent.configure(
                "default.json",
                "{\"polling_interval\": 0.1, \"context_threshold\": 9, \"log_level\": \"DEBUG\", \"log_format\": \"text\","
                        + " \"status_line_format\": \"{name} at {pct}\"}");

        lineIs("my-project at 10");
        Eventually.holds("it polls", () -> Files.size(counter) > 5);
        Eventually.holds(
                "the new threshold counts",
                () -> !agent.request("events", "type", "context_threshold").isEmpty());
        Eventually.holds("DEBUG in text", () -> agent.log().stream().anyMatch(ConfigurationIT::isDebugInText));
        assertEquals("[]", warnings());

        agent.configure(
                "default.json",
                "{\"polling_interval\": -1, \"context_threshold\": 8, \"status_line_format\": \"{nope\"}");

        Eventually.holds(
                "the bad edit is told",
                () -> warnings().contains("polling_interval is -1; valid is a number of seconds above 0"),
                () -> "there is " + told());
        assertEquals("0.1 default_json", valueAndLayer("polling_interval"));
        assertEquals("9 default_json", valueAndLayer("context_threshold"));
        lineIs("my-project at 10");

        Files.delete(agent.home().resolve("config/default.json"));

        Eventually.equal("1800.0 default_yaml", () -> valueAndLayer("polling_interval"), "without the file");
        lineIs("[Claude] 📁 my-project | 📊 10%");
    }

    private String told() {
        try {
            return warnings();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    @DisplayName("C14 the named file is followed too, and a bad edit of it changes nothing")
    void the_named_file_is_read_again_while_it_runs() throws Exception {
        Path named = Files.writeString(
                temp.resolve("team.yaml"), "context_threshold: 30\nstatus_line_format: 'one {name}'\n");
        agent.start(folder, "--config", named.toString());
        lineIs("one my-project");

        Files.writeString(named, "context_threshold: 31\nstatus_line_format: 'two {name}'\n");
        lineIs("two my-project");
        Files.writeString(named, "context_threshold: 32\nstatus_line_format: 'three {name}'\ncontext_treshold: 33\n");
        Eventually.holds("the bad edit is told", () -> warnings().contains("context_treshold"));

        assertEquals("31 file", valueAndLayer("context_threshold"));
        lineIs("two my-project");
        assertEquals(0, agent.command("status").status());
    }

    @Test
    @DisplayName("C14 C16 what an administrator sets takes effect, is kept over a restart, and can be taken back")
    void an_administrator_sets_resets_and_restores() throws Exception {
        agent.with("CONTEXT_AGENT_SENSOR_TIMEOUT", "4").start(folder);

        agent.command("config", "set", "status_line_format", "{name}!").done();
        lineIs("my-project!");
        agent.command("config", "set", "context_threshold", "42").done();
        Result under = agent.command("config", "set", "sensor_timeout", "9").done();
        assertTrue(under.out().contains("CONTEXT_AGENT_SENSOR_TIMEOUT"), "the environment wins: " + under.out());
        assertEquals("4.0 environment", valueAndLayer("sensor_timeout"));
        Result bad = agent.command("config", "set", "context_threshold", "many");
        assertEquals(1, bad.status());
        assertEquals("context-agent: context_threshold is 'many'; valid is a whole number from 0 to 100\n", bad.err());
        assertEquals("42 administrator", valueAndLayer("context_threshold"));

        agent.command("restart").done();

        assertEquals("42 administrator", valueAndLayer("context_threshold"));
        lineIs("my-project!");
        List<JsonNode> history = history(agent);
        int first = history.get(history.size() - 1).at("/number").asInt();
        assertEquals(1, first);
        assertTrue(history.stream()
                .anyMatch(version -> version.at("/source").asText().equals("context-agent config")));
        assertTrue(history.stream()
                .noneMatch(version -> version.at("/time").asText().isEmpty()));

        agent.command("config", "reset", "context_threshold").done();
        assertEquals("80 built_in", valueAndLayer("context_threshold"));
        agent.command("config", "restore", String.valueOf(first)).done();
        lineIs("[Claude] 📁 my-project | 📊 10%");
        agent.command("config", "restore", String.valueOf(first + 2)).done();
        lineIs("my-project!");
        assertEquals("42 administrator", valueAndLayer("context_threshold"));
        assertEquals(1, agent.command("config", "restore", "999").status());

        for (int i = 0; i < 25; i++) {
            agent.ask(
                    Json.write(Map.of("op", "config", "args", List.of("set", "context_threshold", String.valueOf(i)))));
        }
        assertEquals(20, history(agent).size(), "the last 20 are kept");
        assertEquals(24, history(agent).get(0).at("/values/context_threshold").asInt());
    }

    private static List<JsonNode> history(RunningAgent of) throws Exception {
        return of.command("config", "history", "--json").done().lines().stream()
                .map(Json::read)
                .toList();
    }

    @Test
    @DisplayName("C15 what is exported for the environment or as a file gives another agent the same values")
    void an_export_gives_another_agent_the_same_values() throws Exception {
        agent.configure(
                "default.yaml",
                "polling_interval: 7.25\ncontext_threshold: 0\nenable_zerodb: on\nzerodb_project_id: p\nlog_level: warning\n");
        agent.start(folder);
        String odd = "it's \"{name}\" $HOME `id` $(id) \\ \\n 100% #1 é📁 ! {{}} {model}";
        agent.command("config", "set", "status_line_format", odd).done();
        agent.command("config", "set", "zerodb_api_key", "a-secret").done();
        Path env = Files.writeString(
                temp.resolve("agent.env"),
                agent.command("config", "--env").done().out());
        Path file = Files.writeString(
                temp.resolve("export.json"),
                agent.command("config", "export").done().out());
        Map<String, JsonNode> expected = values(agent);
        String line = "it's \"my-project\" $HOME `id` $(id) \\ \\n 100% #1 é📁 ! {} Claude";
        lineIs(line);

        try (RunningAgent second = new RunningAgent()) {
            variables(env).forEach(second::with);
            second.start(folder);
            assertEquals(expected, values(second), "read back from the environment");
        }
        try (RunningAgent third = new RunningAgent()) {
            third.start(folder, "--config", file.toString());
            assertEquals(expected, values(third), "read back from the file");
            assertEquals(line, third.line(folder, new byte[0]).line());
        }
    }

    /** But for secrets, which are not exported. */
    private static Map<String, JsonNode> values(RunningAgent of) throws Exception {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        of.request("config")
                .get(0)
                .at("/options")
                .forEach(option -> values.put(option.at("/option").asText(), option.at("/value")));
        values.remove("zerodb_api_key");
        return values;
    }

    /** What a shell makes of the file. */
    private static Map<String, String> variables(Path env) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", "set -a; . \"$1\"; set +a; env -0", "bash", env.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("CONTEXT_AGENT_"));
        Process shell = builder.start();
        String all = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor());
        Map<String, String> variables = new LinkedHashMap<>();
        for (String variable : all.split("\u0000")) {
            if (variable.startsWith("CONTEXT_AGENT_")) {
                int equals = variable.indexOf('=');
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }

    @Test
    @DisplayName("C12 a secret is in no output, no log and no file but the one that its owner wrote it into")
    void a_secret_is_nowhere() throws Exception {
        List<String> said = new ArrayList<>();
        // a sensor that tells all that it was given
        Path script = Files.writeString(temp.resolve("env.sh"), """
                #!/bin/bash
                printf '{' >&2
                while IFS='=' read -r name value; do printf '"%s":"%s",' "$name" "${value//[^A-Za-z0-9-]/}" >&2; done < <(env)
                printf '"end":1}' >&2
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        String more = "\", \"log_level\": \"DEBUG\", \"sensor_path\": " + Json.write(script.toString());
        agent.configure("default.json", "{\"zerodb_api_key\": \"canary-of-file" + more + "}");
        agent.configure("default.yaml", "zerodb_api_key: canary-of-broken-file\nlog_level: [canary-of-broken-file\n");
        Path bad = Files.writeString(temp.resolve("bad.json"), "{\"zerodb_api_key\": [\"canary-of-bad-file\"]}");
        said.add(agent.command("start", "--config", bad.toString(), folder.toString())
                .toString());
        agent.with("CONTEXT_AGENT_ZERODB_API_KEY", "canary\nof-two-lines");
        said.add(agent.command("start", folder.toString()).done().toString());
        said.addAll(everythingThatIsSaid());

        said.add(agent.command("config", "set", "zerodb_api_key", "canary\nthat-is-bad")
                .toString());
        said.add(agent.command("config", "set", "zerodb_api_key", "canary-of-administrator")
                .done()
                .toString());
        said.addAll(everythingThatIsSaid());
        String edited = "{\"zerodb_api_key\": \"canary-of-edited-file" + more;
        agent.configure("default.json", edited + ", \"polling_interval\": \"often\"}");
        Eventually.holds("the edit is told", () -> warnings().contains("polling_interval"));
        said.addAll(everythingThatIsSaid());
        agent.configure("default.json", edited + "}");
        Eventually.holds("the edit is told", () -> !warnings().contains("polling_interval"));
        agent.with("CONTEXT_AGENT_ZERODB_API_KEY", "canary-of-environment");
        said.add(agent.command("restart").done().toString());
        said.addAll(everythingThatIsSaid());
        said.add(agent.command("config", "restore", "1").toString());

        said.forEach(text -> assertFalse(text.contains("canary"), text));
        assertTrue(said.stream().anyMatch(text -> text.contains("***REDACTED***")));
        Path administrators = agent.home().resolve("state/config/administrator.json");
        assertTrue(Files.readString(administrators).contains("canary-of-administrator"), "where it is kept");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(administrators)));
        agent.command("config", "reset", "zerodb_api_key").done();
        agent.stop();
        try (Stream<Path> files = Files.walk(agent.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean owners = file.startsWith(agent.home().resolve("config"));
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertTrue(owners || !content.contains("canary"), () -> file + " has the secret");
            }
        }
    }

    private List<String> everythingThatIsSaid() throws Exception {
        Eventually.holds(
                "the script has run", () -> agent.request("sensors").toString().contains("\"script\""));
        List<String> said = new ArrayList<>();
        for (List<String> command : List.of(
                List.of("config"),
                List.of("config", "--json"),
                List.of("config", "--env"),
                List.of("config", "export"),
                List.of("config", "history"),
                List.of("config", "history", "--json"),
                List.of("status"),
                List.of("status", "--json"),
                List.of("state", "--json"),
                List.of("sensors"),
                List.of("events", "--json", "--limit", "1000"))) {
            said.add(agent.command(command.toArray(String[]::new)).done().toString());
        }
        String gogo = "scr:list\nscr:info org.contextagent.agent\nscr:config\ncm:listConfigurations '(service.pid=*)'\n"
                + "(cm:getConfiguration org.contextagent) properties\nfelix:lb\n";
        said.add(agent.command(folder, gogo, "shell").toString());
        return said;
    }
}
