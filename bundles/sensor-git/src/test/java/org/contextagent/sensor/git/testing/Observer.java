package org.contextagent.sensor.git.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;

/** Looks again whenever it is told to, and only then, as the agent does between two polls. */
public final class Observer implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Sensor sensor;
    private final Target target;
    private final Sensor.Watch watch;
    private Facts seen;
    private int told;

    public Observer(Sensor sensor, Path folder) {
        this.sensor = sensor;
        target = Target.of(folder);
        watch = sensor.watch(target, this::look);
        seen = sense();
    }

    private synchronized void look() {
        seen = sense();
        told++;
        notifyAll();
    }

    private Facts sense() {
        try {
            return sensor.sense(target);
        } catch (SensorException e) {
            return Facts.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Facts.NONE;
        }
    }

    /** How often it was told to look. */
    public synchronized int told() {
        return told;
    }

    public synchronized Facts seen() {
        return seen;
    }

    /** Waits until it has seen what is expected. */
    public synchronized Facts await(Predicate<Facts> expected) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!expected.test(seen)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("was told " + told + " times and still sees " + seen);
            }
            wait(left);
        }
        return seen;
    }

    /** Waits until it has seen a fact with a value. */
    public Facts await(String fact, Object value) throws InterruptedException {
        return await(facts -> facts.get(fact).filter(value::equals).isPresent());
    }

    /** Waits until it no longer sees a fact. */
    public Facts awaitGone(String fact) throws InterruptedException {
        return await(facts -> facts.get(fact).isEmpty());
    }

    @Override
    public void close() {
        watch.close();
    }
}
