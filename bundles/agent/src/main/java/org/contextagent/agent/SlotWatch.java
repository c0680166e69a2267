package org.contextagent.agent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watch of one sensor on one target: wanted or not, open or not. For any thread; calls the sensor under no lock. */
final class SlotWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SlotWatch.class);

    /** How long nobody tries again to open a watch that did not open. */
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final BoundSensor sensor;
    private final Target target;
    private final SensorRunner runner;
    private final Runnable lookAgain;
    private boolean wanted;
    private Sensor.@Nullable Watch open;
    private long notBefore = System.nanoTime();

    /** @param lookAgain what the watch runs */
    SlotWatch(BoundSensor sensor, Target target, SensorRunner runner, Runnable lookAgain) {
        this.sensor = sensor;
        this.target = target;
        this.runner = runner;
        this.lookAgain = lookAgain;
    }

    synchronized void want() {
        wanted = true;
    }

    /** Opens it on this thread, if it is wanted and not open; where that fails the sensor is asked at each poll alone. */
    void openIfWanted() {
        synchronized (this) {
            long now = System.nanoTime();
            if (!wanted || open != null || now - notBefore < 0) {
                return;
            }
            notBefore = now + PAUSE.toNanos();
        }
        Sensor.Watch opened;
        try {
            opened = sensor.service().watch(target, lookAgain);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("Sensor {} cannot watch; it is asked at each poll", sensor.name(), e);
            return;
        }
        synchronized (this) {
            if (wanted && open == null) {
                open = opened;
                return;
            }
        }
        opened.close();
    }

    /** Closes it, or does not let it open, until it is wanted again; done when it is closed. */
    CompletableFuture<Void> close() {
        Sensor.Watch closing;
        synchronized (this) {
            wanted = false;
            closing = open;
            open = null;
            notBefore = System.nanoTime();
        }
        return closing == null ? CompletableFuture.completedFuture(null) : runner.tidy(closing::close);
    }
}
