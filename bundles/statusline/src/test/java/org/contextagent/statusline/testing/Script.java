package org.contextagent.statusline.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code context_sensor.sh} as a tool does. */
public final class Script {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final long DEADLINE_SECONDS = 60;

    private final Path file = locate();
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Path directory;
    private final Path scratch;

    /**
     * @param home of the agent that it may ask
     * @param directory its current directory
     * @param scratch a folder for files of our own
     */
    public Script(Path home, Path directory, Path scratch) {
        this.directory = directory;
        this.scratch = scratch;
        environment.put("CONTEXT_AGENT_HOME", home.toString());
        environment.put("PATH", "/usr/bin:/bin");
    }

    public static Path locate() {
        Path fromModule = Path.of("../../runtime/src/main/dist/bin/context_sensor.sh");
        return fromModule.toAbsolutePath().normalize();
    }

    /** Runs it through this program with these arguments in place of its own first line. */
    public Script through(String... program) {
        command.addAll(List.of(program));
        return this;
    }

    public Script with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /**
     * What one run gave.
     *
     * @param line the line without its end
     * @param json the document as it was written, without its end
     */
    public record Result(String line, String json) {

        public JsonNode document() {
            try {
                return JSON.readTree(json);
            } catch (IOException e) {
                return fail("not JSON: " + json, e);
            }
        }
    }

    public Result run(String input) throws IOException, InterruptedException {
        return run(input.getBytes(StandardCharsets.UTF_8));
    }

    /** With this on standard input; checks all that holds for any input. */
    public Result run(byte[] input) throws IOException, InterruptedException {
        Path in = Files.write(Files.createTempFile(scratch, "in", ""), input);
        try {
            return finish(builder().redirectInput(in.toFile()));
        } finally {
            Files.delete(in);
        }
    }

    /** With its standard input fed by a task that may be slow or never end it. */
    public Result run(Feed feed) throws IOException, InterruptedException {
        Process process = builder().start();
        Thread feeder = new Thread(() -> {
            try (OutputStream to = process.getOutputStream()) {
                feed.to(to);
            } catch (IOException | InterruptedException e) {
                // it has read enough
            }
        });
        feeder.setDaemon(true);
        feeder.start();
        try {
            return result(process);
        } finally {
            feeder.interrupt();
        }
    }

    public interface Feed {
        void to(OutputStream input) throws IOException, InterruptedException;
    }

    public Result finish(ProcessBuilder builder) throws IOException, InterruptedException {
        return result(builder.start());
    }

    public ProcessBuilder builder() {
        List<String> whole = new ArrayList<>(command);
        whole.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static Result result(Process process) throws IOException, InterruptedException {
        try {
            byte[] out = process.getInputStream().readAllBytes();
            byte[] err = process.getErrorStream().readAllBytes();
            assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "it hangs");
            String hint = "out: " + text(out) + ", err: " + text(err);
            assertEquals(0, process.exitValue(), hint);
            return new Result(oneLine(out, hint), oneLine(err, hint));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String oneLine(byte[] bytes, String hint) {
        assertTrue(bytes.length > 1 && bytes[bytes.length - 1] == '\n', hint);
        String line = text(bytes).substring(0, text(bytes).length() - 1);
        assertTrue(
                line.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || (Character.getType(c) == Character.FORMAT && c != 0x200D && c < 0xE0000)
                                || c == 0x2028
                                || c == 0x2029),
                () -> "something that must not reach a terminal: " + hint);
        return line;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return fail("not UTF-8: " + new String(bytes, StandardCharsets.ISO_8859_1), e);
        }
    }
}
