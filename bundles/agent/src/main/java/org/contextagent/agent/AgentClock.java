package org.contextagent.agent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for all that happens at its time: time-outs, polls, the end of sessions. Its tasks call no sensor. */
final class AgentClock {

    private static final Logger LOG = LoggerFactory.getLogger(AgentClock.class);

    private final OwnThreads threads = new OwnThreads("context-agent-agent-clock");
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads);

    AgentClock() {
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs a task once, after a time; never when the clock has stopped before. */
    Future<?> after(Duration delay, Runnable task) {
        try {
            return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs a task again and again, with a pause between. */
    Future<?> every(Duration pause, Runnable task) {
        try {
            return executor.scheduleWithFixedDelay(
                    guarded(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A task of the agent failed; it goes on with the next", e);
            }
        };
    }

    /** Ends the thread and waits for it; what was still to happen never happens. */
    void close(Duration patience) {
        executor.shutdownNow();
        threads.join(patience);
    }
}
