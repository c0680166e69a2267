package org.contextagent.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of the events to one handler: a thread of its own and a bounded queue.
 *
 * <p>As long as the handler keeps up, the delivery waits for it with every event. One that takes too long falls behind: nobody
 * waits for it until it has worked off its queue, and when the queue is full the oldest events make room.
 */
final class Lane {

    /** For so many times the patience with one call a handler may hold up the others while events are waiting. */
    private static final int PATIENCE_IN_ONE_GO = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /**
     * @param patience so long the others wait for a handler at one event
     * @param queue so many events wait for a handler that is behind
     */
    record Limits(Duration patience, int queue) {}

    private final long id;
    private final String name;
    private final ContextEventHandler handler;
    private final Supplier<Limits> limits;
    private final Thread thread;
    private final Seldom failed = new Seldom();
    private final Seldom slow = new Seldom();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private final Deque<ContextEvent> queue = new ArrayDeque<>();
    private long offered;
    private long done;
    private long heldUp;
    private long dropped;
    private long failures;
    private boolean behind;
    private boolean ending;

    /** No call may start any more. */
    private volatile boolean closed;

    Lane(long id, String name, ContextEventHandler handler, Supplier<Limits> limits) {
        this.id = id;
        this.name = name;
        this.handler = handler;
        this.limits = limits;
        thread = new Thread(this::run, "context-agent-events-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells the order in which the handlers came. */
    long id() {
        return id;
    }

    String name() {
        return name;
    }

    /** Queues an event for the handler. */
    void offer(ContextEvent event) {
        lock.lock();
        try {
            if (ending) {
                return;
            }
            if (offered != 0) {
                dropped += event.seq() - offered - 1;
            }
            offered = event.seq();
            while (queue.size() >= limits.get().queue()) {
                queue.removeFirst();
                dropped++;
            }
            queue.addLast(event);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the handler is done with the event that was offered last, or falls behind, or is gone. */
    void await() throws InterruptedException {
        Limits now = limits.get();
        long start = System.nanoTime();
        lock.lockInterruptibly();
        try {
            long left = now.patience().toNanos();
            while (done < offered && !behind && !ending && left > 0) {
                left = progress.awaitNanos(left);
            }
            if (done < offered && !behind && !ending) {
                fallBehind("takes longer than " + now.patience().toMillis() + " ms for an event");
            }
            heldUp += System.nanoTime() - start;
            if (heldUp > PATIENCE_IN_ONE_GO * now.patience().toNanos() && !behind) {
                fallBehind("is slower than the events come");
            }
        } finally {
            lock.unlock();
        }
    }

    /** No events are waiting for anybody: what the handler has held them up is forgiven. */
    void forgive() {
        lock.lock();
        try {
            heldUp = 0;
            if (done == offered) {
                behind = false;
            }
        } finally {
            lock.unlock();
        }
    }

    private void fallBehind(String why) {
        behind = true;
        heldUp = 0;
        if (slow.now()) {
            LOG.warn(
                    "The event handler '{}' {}: the others go on and it gets its events as it can take them. See what its"
                            + " thread '{}' does",
                    name,
                    why,
                    thread.getName());
        }
    }

    private void run() {
        long expected = 0;
        for (ContextEvent event = next(); event != null; event = next()) {
            long missed = expected == 0 ? 0 : event.seq() - expected;
            if (missed > 0) {
                call(() -> handler.missed(missed));
            }
            ContextEvent current = event;
            call(() -> handler.handle(current));
            expected = event.seq() + 1;
            finished(event);
        }
    }

    private @Nullable ContextEvent next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !ending) {
                if (behind) {
                    behind = false;
                    LOG.debug("The event handler '{}' has caught up", name);
                }
                work.awaitUninterruptibly();
            }
            return queue.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private void finished(ContextEvent event) {
        lock.lock();
        try {
            done = event.seq();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private interface Call {
        void run() throws Exception;
    }

    /** A handler is foreign code and may fail in any way, or leave its thread interrupted. */
    private void call(Call call) {
        if (closed) {
            return;
        }
        try {
            call.run();
        } catch (Throwable e) {
            if (!closed) {
                failed(e);
            }
        }
        Thread.interrupted();
    }

    private void failed(Throwable e) {
        lock.lock();
        try {
            failures++;
        } finally {
            lock.unlock();
        }
        if (failed.now()) {
            LOG.error("The event handler '{}' failed; it gets the next event all the same", name, e);
        } else {
            LOG.debug("The event handler '{}' failed again", name, e);
        }
    }

    /** Takes no event any more; what is queued is still delivered. */
    void finish() {
        lock.lock();
        try {
            ending = true;
            work.signal();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is queued; no call of the handler starts any more. Says how many events that were. */
    int close() {
        lock.lock();
        try {
            closed = true;
            ending = true;
            int undelivered = queue.size();
            queue.clear();
            work.signal();
            progress.signalAll();
            return undelivered;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the call that goes on, if any. */
    void interrupt() {
        if (!isCaller()) {
            thread.interrupt();
        }
    }

    /** Waits for the end of the thread, unless that is the caller: it ends when its handler returns. Says whether it did. */
    boolean join(Duration atMost) throws InterruptedException {
        return isCaller() || join(thread, atMost);
    }

    /** Waits for the end of a thread, not at all if no time is given. Says whether it ended. */
    static boolean join(Thread thread, Duration atMost) throws InterruptedException {
        if (!atMost.isNegative() && !atMost.isZero()) {
            thread.join(Math.max(1, atMost.toMillis()));
        }
        return !thread.isAlive();
    }

    private boolean isCaller() {
        return Thread.currentThread() == thread;
    }

    boolean isBehind() {
        lock.lock();
        try {
            return behind;
        } finally {
            lock.unlock();
        }
    }

    /** Its figures, for the status. */
    Map<String, Object> describe() {
        lock.lock();
        try {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("name", name);
            details.put("behind", behind);
            details.put("waiting", queue.size());
            details.put("dropped", dropped);
            details.put("failures", failures);
            return details;
        } finally {
            lock.unlock();
        }
    }
}
