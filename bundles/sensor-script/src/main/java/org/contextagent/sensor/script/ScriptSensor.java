package org.contextagent.sensor.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Senses a workspace by running an executable that keeps the contract of the sensor script: JSON on standard input, the status
 * line on standard output, a JSON document on standard error, status 0. No shell is involved.
 *
 * <p>A run ends after the time limit, on an interrupt and when the sensor is closed, and with it everything that it started.
 */
final class ScriptSensor implements Sensor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptSensor.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final String name;
    private final Path script;
    private final Supplier<Duration> timeout;
    private final AnswerReader reader;
    // marks the processes of all runs; no other sensor's begins so
    private final String mark = UUID.randomUUID() + ".";

    private final Object lock = new Object();
    private final Set<ScriptRun> runs = new HashSet<>();
    private long started;
    private boolean closed;

    /**
     * @param name name of the sensor
     * @param script the executable; where it is relative, to the agent's own directory and never to a workspace
     * @param timeout asked before each run
     */
    ScriptSensor(String name, Path script, Supplier<Duration> timeout) {
        this.name = name;
        this.script = script.toAbsolutePath().normalize();
        this.timeout = timeout;
        reader = new AnswerReader(SafeText.line(this.script.toString()), name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Facts sense(Target target) throws SensorException, InterruptedException {
        ScriptRun run = enter();
        try {
            return reader.read(run.run(target.workspace(), timeout.get()));
        } finally {
            leave(run);
        }
    }

    private ScriptRun enter() throws SensorException {
        synchronized (lock) {
            if (closed) {
                throw new SensorException("the sensor '" + name + "' was stopped");
            }
            ScriptRun run = new ScriptRun(script, mark + ++started);
            runs.add(run);
            return run;
        }
    }

    private void leave(ScriptRun run) {
        synchronized (lock) {
            runs.remove(run);
            lock.notifyAll();
        }
    }

    /** Ends all runs and waits until they have ended; closing twice does nothing. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSING.toNanos();
        synchronized (lock) {
            closed = true;
            runs.forEach(ScriptRun::cancel);
            try {
                for (long left = CLOSING.toMillis(); !runs.isEmpty() && left > 0; ) {
                    lock.wait(left);
                    left = (deadline - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!runs.isEmpty()) {
                LOG.warn("{} runs of the sensor '{}' did not end in time", runs.size(), name);
            }
        }
        new ProcessTree(Optional.empty(), ScriptRun.MARK + "=" + mark).end(false);
    }
}
