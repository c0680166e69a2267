package org.contextagent.runtime;

import static org.contextagent.runtime.testing.EventReader.ofWorkspace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.EventReader;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.GitRepository;
import org.contextagent.runtime.testing.Json;
import org.contextagent.runtime.testing.RunningAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sensors that users write, and sensors that come and go, while the agent runs. */
@Timeout(600)
class SensorsIT {

    @TempDir
    Path temp;

    private GitRepository project;
    private RunningAgent agent;

    @BeforeEach
    void start() throws Exception {
        project = GitRepository.create(temp.resolve("my-project"));
        agent = new RunningAgent().with("CONTEXT_AGENT_POLLING_INTERVAL", "0.2").start(project.folder());
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(temp.resolve("." + name), "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return Files.move(file, temp.resolve(name));
    }

    private JsonNode state() throws Exception {
        return agent.state(project.folder());
    }

    private void becomes(String expected, String pointer) throws Exception {
        Eventually.equal(expected, () -> state().at(pointer).asText(), pointer);
    }

    @Test
    @DisplayName("X20 a user's own executable is a sensor from the moment on in which it is configured")
    void a_users_own_executable_is_a_sensor() throws Exception {
        Path todo = Files.writeString(project.folder().resolve("TODO.md"), "- [ ] one\n- [ ] two\n");
        Path script = script("todo.sh", """
                read -r document
                [[ $document == '{"workspace_path":'* && $PWD == */my-project ]] || exit 7
                open=$(grep -c '^- \\[ \\] ' TODO.md)
                printf '%s open\\n' "$open"
                printf '{"model":"Ours","todo":{"open":%s,"\\\\u001bNext One":"say \\\\"hi\\\\"\\\\n"}}' "$open" >&2
                """);

        agent.command("config", "set", "sensor_path", script.toString()).done();

        becomes("2", "/custom/todo/open");
        becomes("2 open", "/custom/script/line");
        assertEquals("Ours", state().at("/model").asText());
        Files.writeString(todo, "- [x] one\n- [ ] two\n");
        becomes("1", "/custom/todo/open");
        agent.command("config", "reset", "sensor_path").done();
        becomes("", "/custom/todo/open");
        assertEquals("main", state().at("/workspace/git/branch").asText());
        assertEquals(List.of(), agent.log("ERROR"));
    }

    @Test
    @DisplayName(
            "A2 A3 X20 a script that hangs is marked stale, holds nobody up and leaves nothing behind, also after the end")
    void a_script_that_hangs_holds_nobody_up() throws Exception {
        Path hang = temp.resolve("hang");
        Path script = script(
                "sometimes.sh",
                "[[ -e '" + hang + "' ]] && { sleep 86399 & setsid sleep 86399 & trap '' TERM; sleep 86399; wait; }\n"
                        + "echo fine\necho '{\"mood\":\"good\"}' >&2");
        agent.command("config", "set", "sensor_timeout", "0.5").done();
        agent.command("config", "set", "sensor_path", script.toString()).done();
        becomes("good", "/custom/mood");

        Files.writeString(hang, "");
        Eventually.holds(
                "its reading is stale",
                () -> state().at("/stale/script").asText().contains("no answer within 0.5 s"));
        assertEquals("good", state().at("/custom/mood").asText(), "the last good reading stays");
        project.git("checkout", "-q", "-b", "topic");
        becomes("topic", "/workspace/git/branch");
        assertTrue(agent.command("sensors").done().out().contains("no answer within 0.5 s"));
        Files.delete(hang);
        becomes("", "/stale/script");
        Eventually.equal(List.of(), SensorsIT::sleepers, "what the script started");

        Files.writeString(hang, "");
        Eventually.holds("it hangs again", () -> !sleepers().isEmpty());
        agent.stop();
        Eventually.equal(List.of(), SensorsIT::sleepers, "what the script started");
        assertEquals(List.of(), agent.log("ERROR"));
    }

    /** Processes that only our script starts. */
    private static List<Long> sleepers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 86399"))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Test
    @DisplayName("A3 a script that fails says why, and the others go on")
    void a_script_that_fails_says_why() throws Exception {
        Path script = script("bad.sh", "echo 'no luck \u001b[31m' >&2; exit 3");

        agent.command("config", "set", "sensor_path", script.toString()).done();

        Eventually.holds("it is told", () -> agent.request("sensors").toString().contains("ended with status 3"));
        assertTrue(agent.command("sensors").done().out().contains("no luck"));
        project.git("checkout", "-q", "-b", "topic");
        becomes("topic", "/workspace/git/branch");
    }

    @Test
    @DisplayName("A6 E9 the git sensor's jar is taken out and put back: its facts go and come, no other event is lost")
    void a_sensors_jar_comes_and_goes() throws Exception {
        long pid = agent.process().pid();
        try (EventReader reader = new EventReader(agent.home())) {
            Path jar = jar("org.contextagent.sensor.git-");
            Path aside = Files.move(jar, temp.resolve("aside.jar"));
            int sent = 0;
            while (!state().at("/workspace/git").isMissingNode()) {
                agent.ask(document(++sent));
                assertTrue(sent < 100_000, "its facts stay");
            }
            agent.ask(document(++sent));
            assertEquals(
                    "[Claude] 📁 my-project | 📊 1%",
                    agent.line(project.folder(), "{\"context_window\":{\"tokens_used\":2000}}".getBytes())
                            .line());
            Files.move(aside, jar);
            while (!state().at("/workspace/git/branch").asText().equals("main")) {
                agent.ask(document(++sent));
                assertTrue(sent < 100_000, "its facts do not come back");
            }
            project.git("checkout", "-q", "-b", "topic");
            becomes("topic", "/workspace/git/branch");

            int last = sent;
            Eventually.holds(
                    "each change of the session is told",
                    () -> reader.events("state_updated", EventReader.ofSession("s"))
                                    .size()
                            == last,
                    () -> reader.events("state_updated", EventReader.ofSession("s"))
                                    .size() + " of " + last);
            Eventually.equal(
                    List.of("main to ", " to main", "main to topic"),
                    () -> reader.events("branch_changed", ofWorkspace(project.folder())).stream()
                            .map(event -> event.at("/old_value").asText("") + " to "
                                    + event.at("/new_value").asText(""))
                            .toList(),
                    "the branch as it was told");
        }
        assertEquals(pid, agent.process().pid());
        assertEquals(List.of(), agent.log("ERROR"));
    }

    private String document(int tokens) {
        return "{\"session_id\":\"s\",\"cwd\":" + Json.write(project.folder().toString())
                + ",\"context_window\":{\"context_window_size\":10000000,\"current_usage\":{\"input_tokens\":" + tokens
                + "}}}";
    }

    private Path jar(String start) throws IOException {
        try (Stream<Path> files = Files.list(agent.deploy())) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @DisplayName(
            "X20 A6 a file in the deploy folder adds one more script, is followed when it is edited, and takes it out again")
    void a_file_adds_a_script() throws Exception {
        Path one = script("one.sh", "echo one; echo '{\"open\":1}' >&2");
        Path two = script("two.sh", "echo two; echo '{\"open\":2}' >&2");
        Path cfg = agent.deploy().resolve("org.contextagent.sensor.script-tickets.cfg");

        Files.writeString(cfg, "path = " + one + "\nname = tickets\n");
        becomes("1", "/custom/open");
        becomes("one", "/custom/tickets/line");
        Files.writeString(cfg, "path = " + two + "\nname = tickets\ntimeout = 3\n");
        becomes("2", "/custom/open");
        Files.delete(cfg);
        becomes("", "/custom/open");

        Files.writeString(cfg, "path = relative.sh\nname = tickets\n");
        Eventually.holds(
                "a bad one is told", () -> agent.log("WARN").stream().anyMatch(line -> line.contains("relative.sh")));
        assertEquals(List.of(), agent.log("ERROR"));
        assertFalse(state().toString().contains("tickets"));
    }
}
