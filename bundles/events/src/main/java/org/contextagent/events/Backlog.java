package org.contextagent.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.contextagent.api.event.ContextEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait for delivery. Taking one in never waits; if nobody takes them out for very long the oldest are dropped,
 * so that memory has a bound.
 */
final class Backlog {

    /** More than any burst that handlers could not work off: 10,000 changes that give every event there is fit in. */
    static final int CAPACITY = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Deque<ContextEvent> waiting = new ArrayDeque<>();
    private final Seldom overflow = new Seldom();
    private boolean ending;

    void offer(ContextEvent event) {
        boolean full;
        lock.lock();
        try {
            full = waiting.size() == CAPACITY;
            if (full) {
                waiting.removeFirst();
            }
            waiting.addLast(event);
            work.signal();
        } finally {
            lock.unlock();
        }
        if (full && overflow.now()) {
            LOG.warn(
                    "{} events wait for delivery, which is the limit: the oldest are dropped for all handlers",
                    CAPACITY);
        }
    }

    /** The next event, waiting for it; nothing when it ends and all is taken. */
    @Nullable
    ContextEvent take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !ending) {
                work.await();
            }
            return waiting.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody needs to wait for events any more: what is there is all that comes. */
    void end() {
        lock.lock();
        try {
            ending = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
