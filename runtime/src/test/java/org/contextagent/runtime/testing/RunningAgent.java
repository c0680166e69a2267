package org.contextagent.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

        public JsonNode json() {
            return Json.read(out);
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

    /** Writes a file of the folder for configuration, {@code default.json} or {@code default.yaml}: whole, as an editor does. */
    public Path configure(String name, String text) throws IOException {
        Path folder = Files.createDirectories(home.resolve("config"));
        Path whole = Files.writeString(folder.resolve("." + name), text);
        return Files.move(whole, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
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
        try (SocketClient client = SocketClient.overSocket(home)) {
            return client.send(lines).end().lines();
        }
    }

    /**
     * Asks for a command as tools do, with its options in the request.
     *
     * @param options names and values in turn
     * @return the documents of the answer
     */
    public List<JsonNode> request(String command, Object... options) throws IOException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("op", command);
        for (int i = 0; i < options.length; i += 2) {
            request.put((String) options[i], options[i + 1]);
        }
        return ask(Json.write(request)).stream().map(Json::read).toList();
    }

    /** What it answers to the request of {@code context_sensor.sh}, called in a folder with that input. */
    public SensorScript.Answer line(Path folder, byte[] input) throws IOException {
        String request = Json.write(Map.of("op", "line", "cwd", folder.toString()));
        try (SocketClient client = SocketClient.overSocket(home)) {
            List<String> lines = client.send(request)
                    .send(SensorScript.document(input))
                    .send("")
                    .end()
                    .lines();
            assertEquals(2, lines.size(), () -> "the lines of the answer " + lines);
            return new SensorScript.Answer(lines.get(0), lines.get(1));
        }
    }

    /** The state of a workspace, as it is remembered. */
    public JsonNode state(Path workspace) throws IOException {
        return request("state", "workspace", workspace.toString()).get(0);
    }

    /** The state of a session, as it is remembered. */
    public JsonNode session(String id) throws IOException {
        return request("state", "session", id).get(0);
    }

    /** What the agent says of itself in its file; nothing when it is not ready. */
    public Optional<JsonNode> said() throws IOException {
        return Files.exists(run("agent.json"))
                ? Optional.of(Json.read(Files.readString(run("agent.json"))))
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

    /** Sends a signal to the process of the agent. */
    public void signal(String name) throws Exception {
        Process kill = new ProcessBuilder(
                        "bash", "-c", "kill -" + name + " " + process().pid())
                .start();
        assertEquals(0, kill.waitFor(), "kill -" + name);
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
