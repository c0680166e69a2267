package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Assembled;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.RunningAgent.Result;
import org.contextagent.runtime.testing.Stubborn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and ending the assembled agent, from outside. */
class LifecycleIT {

    @TempDir
    Path folder;

    private RunningAgent agent;

    @BeforeEach
    void agent() throws Exception {
        agent = new RunningAgent();
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    @Test
    void start_returns_when_the_agent_is_ready_and_says_where_it_is() throws Exception {
        Result started = agent.command(folder, "", "start").done();

        assertEquals("", started.err());
        assertEquals(
                "context-agent 0.1.0 is ready: workspace " + folder.toRealPath() + ", socket " + agent.run("agent.sock")
                        + ", port " + agent.said().orElseThrow().get("port").asInt() + ", log "
                        + agent.home().resolve("state/logs/agent.log") + "\n",
                started.out());
        assertEquals(
                agent.process().pid(), agent.said().orElseThrow().get("pid").asLong());
        assertTrue(agent.ask("{\"op\":\"ping\"}").get(0).contains("\"ok\":true"));
        assertEquals(List.of(), agent.log("ERROR"));
    }

    @Test
    void stop_ends_it_within_five_seconds_and_leaves_nothing_behind() throws Exception {
        agent.start(folder);
        ProcessHandle process = agent.process();
        List<ProcessHandle> children = process.children().toList();

        agent.stop();

        Eventually.equal(false, process::isAlive, "the process is alive");
        Eventually.equal(
                List.of(),
                () -> children.stream().filter(ProcessHandle::isAlive).toList(),
                "its children");
        assertEquals(List.of("lock"), names(agent.home().resolve("run")));
        assertEquals("", Files.readString(agent.run("lock")));
        assertEquals(List.of(), agent.log("ERROR"));
        assertEquals("No agent runs.\n", agent.command("stop").done().out());
    }

    @Test
    void start_on_a_started_agent_says_so_and_adds_the_folder() throws Exception {
        agent.start(folder);
        Path other = Files.createDirectory(folder.resolve("other place"));

        Result second = agent.command("start", other.toString()).done();

        assertEquals(
                "A context agent runs already (pid " + agent.process().pid() + ").",
                second.lines().get(0));
        assertTrue(agent.command("workspace", "list").done().out().contains(other.toString()));
    }

    @Test
    void run_beside_a_started_agent_says_who_runs() throws Exception {
        agent.start(folder);

        Result second = agent.command("run", folder.toString());

        assertEquals(1, second.status());
        assertEquals("", second.out());
        String expected = "context-agent: a context agent runs already: pid "
                + agent.process().pid() + ", since ";
        assertTrue(second.err().startsWith(expected), second.err());
        assertTrue(agent.process().isAlive());
    }

    @Test
    void run_stays_in_the_foreground_and_ends_with_status_0_when_it_is_interrupted() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = agent.run(folder, out, err);
        Eventually.holds("it says that it is ready", () -> Files.readString(out).contains(" is ready: "));

        agent.signal("INT");

        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        assertEquals(1, Files.readAllLines(out).size());
        assertEquals("", Files.readString(err));
        assertEquals(List.of("lock"), names(agent.home().resolve("run")));
    }

    @Test
    void a_bundle_that_does_not_stop_cannot_hold_the_agent_up() throws Exception {
        agent.start(folder);
        Stubborn.into(agent.deploy());
        Eventually.holds(
                "the bundle runs",
                () -> agent.home().resolve("stubborn").toFile().exists());

        agent.stop();

        List<String> said = Files.readAllLines(agent.home().resolve("state/logs/start.log"));
        assertEquals("context-agent: stubborn did not stop within 5 s; ended all the same", said.get(said.size() - 1));
        assertEquals(List.of("lock"), names(agent.home().resolve("run")));
    }

    @Test
    void an_agent_that_was_killed_is_not_taken_for_a_running_one() throws Exception {
        agent.start(folder);
        agent.kill();

        assertEquals(
                "context-agent: no agent runs; start one: context-agent start [FOLDER]\n",
                agent.command("status").err());
        agent.start(folder);
        agent.command("status").done();
    }

    @Test
    void restart_keeps_folder_and_configuration_file() throws Exception {
        Path config = Files.writeString(folder.resolve("c.json"), "{\"context_threshold\": 42}");
        agent.start(folder, "--config", config.toString());
        long before = agent.process().pid();

        Result restarted = agent.command("restart").done();

        assertTrue(agent.process().pid() != before);
        assertTrue(restarted.out().contains("workspace " + folder.toRealPath()), restarted.out());
        assertTrue(agent.command("config", "--json").done().out().contains("42"));
    }

    @Test
    void what_makes_a_start_impossible_is_said_and_nothing_stays() throws Exception {
        Path config = Files.writeString(folder.resolve("c.json"), "{\"context_treshold\": 42}");

        Result failed = agent.command("start", "--config", config.toString(), folder.toString());

        assertEquals(1, failed.status());
        assertEquals("", failed.out());
        assertTrue(failed.err().startsWith("context-agent: "), failed.err());
        assertTrue(failed.err().contains("context_threshold"), failed.err());
        assertEquals(List.of("lock"), names(agent.home().resolve("run")));
    }

    @Test
    void a_runtime_folder_that_is_open_to_others_is_refused() throws Exception {
        Path run = Files.createDirectory(agent.home().resolve("run"));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));

        Result failed = agent.command("start", folder.toString());

        assertEquals(1, failed.status());
        assertEquals(
                "context-agent: the folder " + run + " is open to other users; close it: chmod 700 " + run + "\n",
                failed.err());
    }

    @Test
    void a_java_that_is_too_old_or_missing_is_said() throws Exception {
        Path java = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        agent.with("JAVA_HOME", folder.resolve("old").toString());
        Result old = agent.command("run", folder.toString());
        agent.with("JAVA_HOME", folder.toString());
        Result none = agent.command("run", folder.toString());

        assertEquals(1, old.status());
        assertTrue(
                old.err().startsWith("context-agent: " + java + " is version 11.0.2; version 17 or newer is needed"));
        assertEquals("context-agent: JAVA_HOME is " + folder + ", but it has no bin/java\n", none.err());
    }

    @Test
    void the_program_works_through_a_link_and_for_the_current_folder() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("a link"), Assembled.runtime().resolve("bin/context-agent"));

        Result started = agent.program(link).command(folder, "", "start").done();

        assertTrue(started.out().contains("workspace " + folder.toRealPath()), started.out());
    }

    @Test
    void the_folder_may_have_any_name() throws Exception {
        Path odd = Files.createDirectory(agent.home().resolve("проект 📁 \u202E\u0085"));
        RunningAgent.Result started = agent.command("start", odd.toString()).done();
        assertTrue(started.out().contains("проект 📁"), started.out());
        assertFalse(started.out().contains("\u202E"), started.out());
        assertEquals(
                odd.toString(),
                agent.command(odd, "", "state", "--json")
                        .done()
                        .json()
                        .at("/workspace/path")
                        .asText());
    }

    @Test
    void the_archive_is_a_runtime_of_its_own() throws Exception {
        Path archive = Assembled.root().resolve("runtime/target/context-agent-0.1.0.tar.gz");
        Process unpack = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).start();
        assertEquals(0, unpack.waitFor());

        agent.program(folder.resolve("context-agent-0.1.0/bin/context-agent")).start(folder);

        assertTrue(agent.command("status").done().out().contains("org.contextagent.statusline"));
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
