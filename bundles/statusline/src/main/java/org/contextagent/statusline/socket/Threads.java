package org.contextagent.statusline.socket;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bounded threads of this bundle: workers, for what may wait, and one for the clock, for what may not. */
final class Threads {

    static final String PREFIX = "context-agent-statusline-";

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final long IDLE_SECONDS = 30;
    private static final Duration END = Duration.ofMillis(1_200);

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor clock;

    /** @param most workers at once */
    Threads(int most) {
        workers = new ThreadPoolExecutor(
                2, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory("worker-"));
        clock = new ScheduledThreadPoolExecutor(1, factory("clock-"));
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, PREFIX + name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    ExecutorService workers() {
        return workers;
    }

    /** Runs a task soon on a worker; false when all are busy, or at the end. */
    boolean start(Runnable task) {
        try {
            workers.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs a quick task later; not at all at the end. */
    void later(Duration delay, Runnable task) {
        try {
            clock.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The clock has stopped");
        }
    }

    /** Interrupts all and waits for them for a bounded time. */
    void end() {
        clock.shutdownNow();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} commands or requests do not end though they were interrupted", workers.getActiveCount());
            }
            clock.awaitTermination(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
