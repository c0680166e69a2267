package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.RunningAgent.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code context-agent} as the way to the running agent. */
class CommandsIT {

    @TempDir
    static Path folder;

    private static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        agent = new RunningAgent();
        agent.start(folder);
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
    }

    @Test
    void version_and_help_need_no_agent() throws Exception {
        try (RunningAgent none = new RunningAgent()) {
            assertEquals("context-agent 0.1.0\n", none.command("version").done().out());
            assertTrue(none.command("help").done().out().startsWith("usage: context-agent COMMAND"));
            assertTrue(none.command("help", "start").done().out().startsWith("usage: context-agent start ["));
            assertTrue(none.command("help", "state").done().out().startsWith("usage: context-agent state ["));
            assertEquals(2, none.command("help", "nope").status());
            assertEquals(2, none.command().status());
            assertEquals(2, none.command("--nope").status());
            assertEquals(2, none.command("start", "--nope").status());
        }
    }

    @Test
    void commands_say_how_to_start_an_agent_when_there_is_none() throws Exception {
        try (RunningAgent none = new RunningAgent()) {
            for (String command : List.of("status", "state", "events", "refresh", "config", "workspace", "shell")) {
                Result result = none.command(command);
                assertEquals(1, result.status(), command);
                assertEquals("", result.out());
                assertEquals("context-agent: no agent runs; start one: context-agent start [FOLDER]\n", result.err());
            }
        }
    }

    @Test
    void help_lists_each_command_that_the_agent_has() throws Exception {
        String help = agent.command("help").done().out();
        Result unknown = agent.command("nope");

        assertEquals(2, unknown.status());
        for (String command :
                List.of("config", "events", "refresh", "sensors", "shell", "state", "status", "workspace")) {
            assertTrue(help.contains("\n  " + command), command);
            assertTrue(unknown.err().contains(command), unknown.err());
        }
    }

    @Test
    void state_is_of_the_workspace_that_holds_the_current_directory() throws Exception {
        Path inside = Files.createDirectories(folder.resolve("a/b"));

        Eventually.equal(
                folder.toRealPath().toString(),
                () -> agent.command(inside, "", "state", "--json")
                        .done()
                        .json()
                        .at("/workspace/path")
                        .asText(),
                "workspace.path");
    }

    @Test
    void arguments_arrive_as_they_were_given() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("odd \"q\" \\ é✓ & $HOME `x` 'y'"));

        agent.command("workspace", "add", odd.toString()).done();

        assertTrue(agent.command("workspace", "list").done().lines().stream()
                .anyMatch(line -> line.contains(odd.getFileName().toString())));
        Result strange = agent.command("workspace", "add", "/no/such\tfolder\u0001\n\u001b[31m");
        assertEquals(1, strange.status());
        assertTrue(strange.err().codePoints().allMatch(point -> point == '\n' || point >= ' '), strange.err());
    }

    @Test
    void a_shell_reads_its_lines_from_standard_input() throws Exception {
        Result shell =
                agent.command(folder, "context:workspace list\nlb\n", "shell").done();

        assertTrue(shell.out().contains(folder.toRealPath().toString()), shell.out());
        assertTrue(shell.out().contains("START LEVEL"), shell.out());
    }

    @Test
    void wrong_usage_is_status_2_and_a_failure_1() throws Exception {
        assertEquals(2, agent.command("state", "--nope").status());
        assertEquals(1, agent.command("state", "--session", "nobody").status());
    }

    @Test
    void a_port_that_does_not_know_the_token_is_told_nothing() throws Exception {
        try (RunningAgent other = new RunningAgent()) {
            Files.createDirectories(other.home().resolve("run"));
            Files.copy(agent.run("agent.json"), other.run("agent.json"));
            Files.writeString(other.run("token"), "0".repeat(32));

            Result refused = other.command("status");

            assertEquals(1, refused.status());
            assertEquals("", refused.out());
            assertTrue(refused.err().startsWith("context-agent: the agent closed the connection"), refused.err());
        }
    }
}
