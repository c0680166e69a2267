package org.contextagent.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code context_sensor.sh} of the assembled runtime, called as a tool does: a process each time, over pipes. For any thread. */
public final class SensorScript {

    private static final long DEADLINE_SECONDS = 60;

    /** Longest document, in bytes. */
    private static final int MOST = 1 << 20;

    private final List<String> command;
    private final Path home;

    private SensorScript(List<String> command, Path home) {
        this.command = command;
        this.home = home;
    }

    /** @param home of the agent that it finds, if one runs there */
    public static SensorScript with(Path home) {
        return new SensorScript(List.of(file()), home);
    }

    /** Called through that shell. */
    public SensorScript through(String shell) {
        return new SensorScript(List.of(shell, file()), home);
    }

    private static String file() {
        return Assembled.runtime().resolve("bin/context_sensor.sh").toString();
    }

    /**
     * What it gave.
     *
     * @param line on standard output, without its end
     * @param json on standard error, without its end
     */
    public record Answer(String line, String json) {

        public JsonNode document() {
            return Json.read(json);
        }

        /** Fails where this says something else than another answer. */
        public void assertLike(Answer expected, String hint) {
            assertEquals(expected.line(), line, hint);
            assertEquals(expected.document(), document(), hint);
        }
    }

    /**
     * The answer that the script works out by itself in a folder, after checking that the agent's own answer and what the script
     * passes on from it are like it.
     */
    public static Answer same(RunningAgent agent, Path folder, byte[] input) throws IOException, InterruptedException {
        Answer alone = with(folder.resolve("no agent")).run(folder, input);
        String hint = " to " + Printable.shown(new String(input, StandardCharsets.UTF_8)) + " in " + folder;
        agent.line(folder, input).assertLike(alone, "the agent's answer" + hint);
        with(agent.home()).run(folder, input).assertLike(alone, "the script's answer with the agent" + hint);
        return alone;
    }

    /** What the script makes of its input for the agent: one line, and nothing of what is too long. */
    static byte[] document(byte[] input) {
        if (input.length > MOST) {
            return new byte[0];
        }
        byte[] line = new byte[input.length];
        int length = 0;
        for (byte each : input) {
            if (each != 0) {
                line[length++] = each == '\n' ? (byte) '\r' : each;
            }
        }
        return Arrays.copyOf(line, length);
    }

    /** Calls it in a folder and checks what holds whatever comes in: status 0, one harmless line, one line of JSON. */
    public Answer run(Path folder, byte[] input) throws IOException, InterruptedException {
        Process process = start(folder);
        give(process, input);
        process.getOutputStream().close();
        return answer(process, input);
    }

    public Answer run(Path folder, String input) throws IOException, InterruptedException {
        return run(folder, input.getBytes(StandardCharsets.UTF_8));
    }

    /** The same over a pipe that is never closed. */
    public Answer runWithoutEnd(Path folder, String input) throws IOException, InterruptedException {
        Process process = start(folder);
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        give(process, bytes);
        return answer(process, bytes);
    }

    /** The same with an input that is repeated for as long as the script reads. */
    public Answer runFlooded(Path folder, byte[] input) throws IOException, InterruptedException {
        Process process = start(folder);
        Thread flood = new Thread(() -> {
            boolean flows = true;
            while (flows) {
                flows = give(process, input);
            }
        });
        flood.start();
        try {
            return answer(process, input);
        } finally {
            flood.join();
        }
    }

    private Process start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("CONTEXT_AGENT_HOME", home.toString(), "PATH", "/usr/bin:/bin"));
        return builder.start();
    }

    /** Says whether it took it: it may have read enough. */
    private static boolean give(Process process, byte[] input) {
        try {
            OutputStream pipe = process.getOutputStream();
            pipe.write(input);
            pipe.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Answer answer(Process process, byte[] input) throws IOException, InterruptedException {
        try {
            byte[] out = process.getInputStream().readAllBytes();
            byte[] err = process.getErrorStream().readAllBytes();
            assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the script hangs");
            assertEquals(0, process.exitValue(), "the script's status");
            Answer answer = new Answer(Printable.line(out, "the line"), Printable.line(err, "the document"));
            assertTrue(answer.document().isObject(), answer.json());
            return answer;
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; input: " + Printable.shown(new String(input, StandardCharsets.UTF_8)), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
