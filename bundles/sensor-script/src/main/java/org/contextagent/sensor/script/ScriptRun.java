package org.contextagent.sensor.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.text.SafeText;

/**
 * One run of a script, from its start until nothing of it is left. It needs no threads of its own: the caller's looks after
 * the process and its pipes.
 */
final class ScriptRun {

    /** The variable that marks all processes of a run. */
    static final String MARK = "CONTEXT_AGENT_SENSOR_RUN";
    /** Longest standard output, in bytes. */
    static final int MAX_OUTPUT = 64 * 1024;
    /** Longest standard error, in bytes. */
    static final int MAX_ERROR = 1 << 20;

    /** The smallest pipe there is takes so much without a reader. */
    private static final int MAX_INPUT = 4_096;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String VALID = "; valid is an executable file";

    private final Path script;
    private final String mark;
    private volatile boolean cancelled;

    /**
     * @param script absolute path of the executable
     * @param mark what the processes of this run alone have in {@link #MARK}
     */
    ScriptRun(Path script, String mark) {
        this.script = script;
        this.mark = mark;
    }

    /** Makes {@link #run} end soon with an exception; for any thread. */
    void cancel() {
        cancelled = true;
    }

    /**
     * Runs the script in a workspace. However this ends, nothing that the script started runs any more.
     *
     * @throws SensorException when it cannot be started, fails, takes too long or writes too much
     */
    Answer run(Path workspace, Duration timeout) throws SensorException, InterruptedException {
        Process process = start(workspace);
        ProcessTree tree = new ProcessTree(Optional.of(process.toHandle()), MARK + "=" + mark + "\0");
        ScriptOutput output = new ScriptOutput(process.getInputStream(), MAX_OUTPUT);
        ScriptOutput error = new ScriptOutput(process.getErrorStream(), MAX_ERROR);
        try (output;
                error) {
            try {
                give(process.getOutputStream(), input(workspace));
                attend(process, timeout, output, error);
            } finally {
                // a child of a script that is done may write without an end: no time for politeness then
                tree.end(process.isAlive() && !output.isOver() && !error.isOver());
            }
            collect(output, error);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while what a sensor script had left running was ended");
        }
        if (process.exitValue() != 0) {
            throw failure("ended with status " + process.exitValue() + "; valid is 0" + Said.inMessage(error.text()));
        }
        return new Answer(output.text(), error.text());
    }

    /** Looks after the process until it has ended. */
    private void attend(Process process, Duration timeout, ScriptOutput output, ScriptOutput error)
            throws SensorException, InterruptedException {
        long start = System.nanoTime();
        while (!process.waitFor(POLL_NANOS, TimeUnit.NANOSECONDS)) {
            collect(output, error);
            if (cancelled) {
                throw failure("was ended, since its sensor was stopped");
            }
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw failure("took longer than " + seconds(timeout) + " s and was ended with all that it started"
                        + Said.inMessage(error.text()));
            }
        }
    }

    private Process start(Path workspace) throws SensorException {
        if (!Files.exists(script)) {
            throw failure("does not exist" + VALID);
        }
        if (Files.isDirectory(script)) {
            throw failure("is a directory" + VALID);
        }
        if (!Files.isExecutable(script)) {
            throw failure("is not executable" + VALID + " (chmod +x)");
        }
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        if (Files.isDirectory(workspace)) {
            builder.directory(workspace.toFile());
        }
        Environment.removeSecrets(builder.environment());
        builder.environment().put(MARK, mark);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new SensorException(
                    failure("cannot be started; valid is a program, or a script whose first line names its interpreter"
                                    + Said.inMessage(String.valueOf(e.getMessage())))
                            .getMessage(),
                    e);
        }
    }

    /** What is known of the workspace, as one line of JSON; nothing where that is longer than a pipe holds for sure. */
    private static byte[] input(Path workspace) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                .build()
                .createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("workspace_path", workspace.toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot be written", e);
        }
        byte[] line = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        return line.length > MAX_INPUT ? new byte[0] : line;
    }

    private static void give(OutputStream pipe, byte[] input) {
        try (pipe) {
            pipe.write(input);
        } catch (IOException e) {
            // it need not read what it is given
            return;
        }
    }

    private void collect(ScriptOutput output, ScriptOutput error) throws SensorException {
        output.drain();
        error.drain();
        if (output.isOver()) {
            throw failure("wrote more than " + MAX_OUTPUT + " bytes to its standard output and was ended"
                    + "; valid is one line, the status line");
        }
        if (error.isOver()) {
            throw failure("wrote more than " + MAX_ERROR + " bytes to its standard error and was ended"
                    + "; valid is one JSON document");
        }
    }

    private SensorException failure(String what) {
        return new SensorException("the sensor script " + SafeText.line(script.toString()) + " " + what);
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toMillis() / 1e3);
    }
}
