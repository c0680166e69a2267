package org.contextagent.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that sensors are called on: a few that work, and one more for each that hangs in a sensor, up to a bound, so
 * that a sensor that does not come back takes no thread from the others.
 */
final class SensorRunner {

    /** How many calls work at once. */
    static final int WORKING = 8;
    /** How many more threads there may be for the ones that hang. */
    static final int HANGING = 24;

    private static final Logger LOG = LoggerFactory.getLogger(SensorRunner.class);

    private final AgentClock clock;
    private final OwnThreads threads = new OwnThreads("context-agent-agent-sensing");
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            WORKING, WORKING + HANGING, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    private int hanging;

    SensorRunner(AgentClock clock) {
        this.clock = clock;
        pool.allowCoreThreadTimeOut(true);
    }

    AgentClock clock() {
        return clock;
    }

    /** Calls soon; after {@link #close} never. */
    void start(SensorCall call) {
        execute(call);
    }

    private boolean execute(Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("A call came after the end", e);
            return false;
        }
    }

    /** Runs what tidies up behind a sensor, which is the sensor's own code and may do anything; done when it is over. */
    CompletableFuture<Void> tidy(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean taken = execute(() -> {
            try {
                Outcome.of(() -> {
                    task.run();
                    return null;
                });
            } finally {
                done.complete(null);
            }
        });
        if (!taken) {
            done.complete(null);
        }
        return done;
    }

    /** A thread does not come back from a sensor. */
    synchronized void hangs() {
        hanging++;
        resize();
    }

    /** It has come back. */
    synchronized void isBack() {
        hanging--;
        resize();
    }

    private void resize() {
        pool.setCorePoolSize(WORKING + Math.min(hanging, HANGING));
    }

    /** How many threads hang in sensors now. */
    synchronized int hanging() {
        return hanging;
    }

    /** All threads that there may be for hanging calls hang. */
    boolean isCrowded() {
        return hanging() >= HANGING;
    }

    /** Takes no more calls and waits for the threads to end; says which of them do not. */
    List<String> close(Duration patience) {
        pool.shutdown();
        return threads.join(patience);
    }
}
