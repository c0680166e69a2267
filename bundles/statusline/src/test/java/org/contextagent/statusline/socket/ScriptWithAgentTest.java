package org.contextagent.statusline.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextagent.statusline.testing.FakeAgents;
import org.contextagent.statusline.testing.HostileDocuments;
import org.contextagent.statusline.testing.Script;
import org.contextagent.statusline.testing.Script.Result;
import org.contextagent.statusline.testing.ScriptStates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script and a running agent, or what pretends to be one. */
@Timeout(180)
class ScriptWithAgentTest {

    private static final int ROUNDS = 150;
    private static final String FROM_AGENT = "from the agent";

    @TempDir
    Path temp;

    private Path home;
    private Path directory;
    private Path none;

    @BeforeEach
    void makeFolders() throws Exception {
        home = temp.resolve("home");
        none = temp.resolve("none");
        directory = Files.createDirectory(temp.resolve("dir"));
    }

    private Script script(Path home) {
        return new Script(home, directory, temp);
    }

    /** Agents whose answers can be told from the script's own. */
    private static FakeAgents marking() {
        ScriptStates states = new ScriptStates();
        return new FakeAgents(document -> states.of(new org.contextagent.api.sensor.ToolDocument(
                "{\"model\":\"" + FROM_AGENT + "\"}", document.directory())));
    }

    /** An agent may always be late on a machine that is busy: asks again then. */
    private Result untilTheAgentAnswers(FakeAgents agents, Script script, byte[] input) throws Exception {
        for (int attempt = 0; attempt < 50; attempt++) {
            int before = agents.accepted.size();
            Result result = script.run(input);
            if (agents.accepted.size() == before + 1) {
                return result;
            }
        }
        throw new AssertionError("the agent was never asked");
    }

    @Test
    void the_agents_answer_is_passed_on() throws Exception {
        FakeAgents agents = marking();
        try (Running running = Running.calm(home).with(agents).announced()) {
            Result result = null;
            for (int attempt = 0;
                    attempt < 50 && (result == null || !result.line().contains(FROM_AGENT));
                    attempt++) {
                result = script(home).run("{\"model\":\"own\"}\n");
            }
            assertEquals("[from the agent] 📁 dir", result.line());
            assertEquals(FROM_AGENT, result.document().get("model").asText());
            assertEquals(directory, agents.accepted.get(0).directory());
            assertEquals("{\"model\":\"own\"}", agents.accepted.get(0).json());
            running.ask("{\"op\":\"ping\"}\n");
        }
        assertEquals("[own] 📁 dir", script(home).run("{\"model\":\"own\"}\n").line(), "the agent is gone");
    }

    @Test
    @DisplayName("X1-X8 with an agent and without one the same documents look the same")
    void the_same_documents_look_the_same_with_and_without_an_agent() throws Exception {
        long seed = System.nanoTime();
        System.err.println("documents of seed " + seed);
        HostileDocuments documents = new HostileDocuments(seed, temp);
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(home).with(agents).announced()) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] input = documents.next();
                Result with = untilTheAgentAnswers(agents, script(home), input);
                Result without = script(none).run(input);
                String hint = "seed " + seed + ", round " + round;
                assertEquals(without.line(), with.line(), hint);
                assertEquals(without.document(), with.document(), hint);
            }
            assertTrue(running.port() > 0);
        }
    }

    @Test
    @DisplayName("X5 X8 any current directory and a large document reach the agent unharmed")
    void odd_folders_and_large_documents_reach_the_agent() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(home).with(agents).announced()) {
            for (String name : List.of("größe", "a\"b\\c", "x\u001By", "\uD83D\uDE00 \u2028", "$(id)")) {
                Path folder = Files.createDirectory(temp.resolve(name));
                untilTheAgentAnswers(agents, new Script(home, folder, temp), new byte[0]);
                assertEquals(
                        folder, agents.accepted.get(agents.accepted.size() - 1).directory());
            }
            String large = "{\"p\":\"" + "y".repeat(600_000) + "\"}";
            untilTheAgentAnswers(agents, script(home), large.getBytes(StandardCharsets.UTF_8));
            assertEquals(large, agents.accepted.get(agents.accepted.size() - 1).json());
            assertTrue(running.port() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"pid\":1,\"port\":null}",
                "{\"pid\":PID,\"port\":}",
                "{\"pid\":PID,\"port\":99999}",
                "{\"pid\":PID,\"port\":1}",
                "{\"pid\":PID,\"port\":080}",
                "{\"pid\":99999999,\"port\":PORT}",
                "{\"pid\":-1,\"port\":PORT}",
                "{\"pid\":PID,\"port\":1;touch x}",
                "garbage \"port\":a[$(touch x)]"
            })
    void an_announcement_that_leads_nowhere_does_no_harm(String announcement) throws Exception {
        Path run = Files.createDirectories(home.resolve("run"));
        Files.writeString(run.resolve("token"), "t\n");
        Files.writeString(
                run.resolve("agent.json"),
                announcement
                                .replace(
                                        "PID",
                                        String.valueOf(ProcessHandle.current().pid()))
                                .replace("PORT", "9")
                        + "\n");
        assertEquals("[own] 📁 dir", script(home).run("{\"model\":\"own\"}").line());
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @Test
    void a_pipe_or_a_folder_in_place_of_the_files_does_not_stop_it() throws Exception {
        Path run = Files.createDirectories(home.resolve("run"));
        Files.createDirectory(run.resolve("agent.json"));
        assertEquals("[Claude] 📁 dir", script(home).run("").line());
        Files.delete(run.resolve("agent.json"));
        Files.writeString(run.resolve("agent.json"), "{\"pid\":1,\"port\":1}\n");
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", run.resolve("token").toString())
                        .start()
                        .waitFor());
        assertEquals("[Claude] 📁 dir", script(home).run("").line());
    }

    /** Announces a port of our own. */
    private ServerSocketChannel pretend(int backlog) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
        Path run = Files.createDirectories(home.resolve("run"));
        Files.writeString(run.resolve("token"), "t\n");
        Files.writeString(
                run.resolve("agent.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"socket\":null,\"port\":"
                        + ((InetSocketAddress) channel.getLocalAddress()).getPort() + "}\n");
        return channel;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "line",
                "line\n",
                "line\n\n",
                "\n{}\n",
                "line\nno json\n",
                "line\n{}\n{}\n",
                "line\n{}\nmore",
                "line\n{\"a\":",
                "\u001B[31mline\n{}\n",
                "line\u007F\n{}\n",
                "line\u009B\n{}\n",
                "line\n{\"a\":\"\u001B\"}\n"
            })
    void an_answer_that_is_none_is_not_passed_on(String answer) throws Exception {
        try (ServerSocketChannel channel = pretend(50)) {
            Thread server = new Thread(() -> {
                while (true) {
                    try (SocketChannel caller = channel.accept()) {
                        caller.read(ByteBuffer.allocate(8192));
                        caller.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            server.setDaemon(true);
            server.start();
            assertEquals("[own] 📁 dir", script(home).run("{\"model\":\"own\"}").line());
        }
    }

    @Test
    @DisplayName("X5 an agent that hangs, even with its queue full, is not waited for")
    void an_agent_that_hangs_is_not_waited_for() throws Exception {
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocketChannel channel = pretend(1)) {
            assertEquals("[own] 📁 dir", script(home).run("{\"model\":\"own\"}").line());
            assertTrue(Files.size(home.resolve("run/agent.slow")) > 0);
            for (int i = 0; i < 5; i++) {
                SocketChannel caller = SocketChannel.open();
                caller.configureBlocking(false);
                caller.connect(channel.getLocalAddress());
                queue.add(caller);
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        "[own] 📁 dir", script(home).run("{\"model\":\"own\"}").line());
            }
            String large = "{\"p\":\"" + "y".repeat(600_000) + "\",\"model\":\"own\"}";
            Files.write(home.resolve("run/agent.slow"), new byte[0]);
            assertTrue(Files.exists(home.resolve("run/agent.slow")));
            Files.writeString(home.resolve("run/agent.slow"), "1");
            script(home).run(large);
        } finally {
            for (SocketChannel caller : queue) {
                caller.close();
            }
        }
    }

    @Test
    void an_agent_that_was_slow_once_is_asked_again() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(home).with(agents).announced()) {
            Path slow = Files.writeString(running.file("agent.slow"), "1\n");
            for (int attempt = 0; attempt < 50 && Files.size(slow) > 0; attempt++) {
                assertEquals(
                        "[own] 📁 dir", script(home).run("{\"model\":\"own\"}").line());
            }
            assertEquals(0, Files.size(slow));
        }
    }
}
