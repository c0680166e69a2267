package org.contextagent.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The assembled {@code context-agent} as a user has it: a process with a home of its own, seen from outside alone.
 *
 * <p>Close it, and whatever it started has ended and its home is gone.
 */
public final class RunningAgent implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> foreground = new ArrayList<>();
    private Path program = Assembled.runtime().resolve("bin/context-agent");

    /** With an empty home in a temporary folder whose name has a space; nothing is started yet. */
    public RunningAgent() throws IOException {
        // not below the source tree: the path of a local socket may have some hundred bytes at most
        home = Files.createTempDirectory("context agent");
        environment.put("CONTEXT_AGENT_HOME", home.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("CONTEXT_AGENT_JAVA_OPTS", coverage());
    }

    /** What a command did. */
    public record Result(int status, String out, String err) {

        public List<String> lines() {
            return out.lines().toList();
        }

        public JsonNode json() throws IOException {
            return JSON.readTree(out);
        }

        /** The same, after checking that it went well. */
        public Result done() {
            assertEquals(0, status, this::toString);
            return this;
        }
    }

    /** Sets a variable of the environment for everything that is called from now on. */
    public RunningAgent with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Calls that program, another copy of the runtime, from now on. */
    public RunningAgent program(Path other) {
        program = other;
        return this;
    }

    public Path home() {
        return home;
    }

    /** A file in the folder that holds sockets, lock and token. */
    public Path run(String name) {
        return home.resolve("run").resolve(name);
    }

    /** The folder that is watched for bundles. */
    public Path deploy() {
        return home.resolve("state/deploy");
    }

    /** Starts it in the background and returns when it is ready. */
    public RunningAgent start(Path folder, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("start"));
        arguments.addAll(List.of(options));
        arguments.add(folder.toString());
        command(arguments.toArray(String[]::new)).done();
        return this;
    }

    /** Starts it in the foreground; the process is the agent's. */
    public Process run(Path folder, Path out, Path err) throws IOException {
        Process process = builder(folder, List.of("run", folder.toString()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        foreground.add(process);
        return process;
    }

    /** Calls {@code context-agent} with nothing on its standard input, in the home's folder. */
    public Result command(String... arguments) throws Exception {
        return command(home, "", arguments);
    }

    /** Calls {@code context-agent}; ends it when it takes longer than a minute and a half. */
    public Result command(Path folder, String input, String... arguments) throws Exception {
        Path out = Files.createTempFile(home, "out", "");
        Path err = Files.createTempFile(home, "err", "");
        Process process = builder(folder, List.of(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it did not care for its input
        }
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return result;
    }

    /** Sends lines to the local socket, ends the request and returns the answer's lines. */
    public List<String> ask(String... lines) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(run("agent.sock")))) {
            String request = String.join("\n", lines) + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
            socket.shutdownOutput();
            String answer = new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().toList();
        }
    }

    /** What the agent says of itself in its file; nothing when it is not ready. */
    public Optional<JsonNode> said() throws IOException {
        return Files.exists(run("agent.json"))
                ? Optional.of(JSON.readTree(run("agent.json").toFile()))
                : Optional.empty();
    }

    /** The process of the agent that is ready or starting. */
    public ProcessHandle process() throws IOException {
        return found().orElseThrow(() -> new IllegalStateException("no agent runs"));
    }

    /** The lines of the log that are there by now. */
    public List<String> log() throws IOException {
        Path log = home.resolve("state/logs/agent.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** The lines of the log with that level, in either format. */
    public List<String> log(String level) throws IOException {
        return log().stream()
                .filter(line -> line.contains("\"level\":\"" + level + "\"") || line.contains(" " + level + " "))
                .collect(Collectors.toList());
    }

    public void stop() throws Exception {
        command("stop").done();
    }

    /** Ends it as a crash would: nothing of it runs any more code. */
    public void kill() throws Exception {
        ProcessHandle process = process();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        for (Process process : foreground) {
            process.destroyForcibly().waitFor();
        }
        Optional<ProcessHandle> left = found();
        if (left.isPresent()) {
            left.get().destroy();
            if (left.get()
                            .onExit()
                            .completeOnTimeout(null, 30, TimeUnit.SECONDS)
                            .get()
                    == null) {
                left.get().destroyForcibly();
            }
        }
        TempFolders.delete(home);
    }

    /** By the lock; its number may long be another process's. */
    private Optional<ProcessHandle> found() throws IOException {
        if (!Files.exists(run("lock"))) {
            return Optional.empty();
        }
        return Files.readAllLines(run("lock")).stream()
                .filter(line -> line.startsWith("pid="))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line.substring("pid=".length()))).stream())
                .filter(process -> process.info().commandLine().orElse("").contains("conf/jvm.options"))
                .findFirst();
    }

    private ProcessBuilder builder(Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("bash", program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // what the person who runs the tests has set for an agent of their own is none of the tests'
        builder.environment().keySet().removeIf(name -> name.startsWith("CONTEXT_AGENT_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** The agent of JaCoCo that this process has, if any, for the process of the agent: into a file of its own. */
    private static String coverage() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .map(argument -> "'" + argument.replace("jacoco-it.exec", "jacoco-process.exec") + "'")
                .findFirst()
                .orElse("");
    }
}
