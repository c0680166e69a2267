package org.contextagent.agent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.contextagent.api.state.Facts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a sensor on a thread of the pool, for a limited time. A call whose time is over is given up: it is interrupted and
 * nobody waits for its answer, while its thread counts as hanging until it is back.
 */
final class SensorCall implements Runnable {

    /** Who calls, and is told what comes of it: on the call's thread, of the time-out on the clock's. */
    interface Caller {

        /** Last question before the sensor is called; false when the answer is not wanted any more, and nothing follows. */
        boolean begins(SensorCall call);

        Facts ask() throws Exception;

        /** It came back in time. */
        void ended(Outcome outcome);

        /** Its time is over; the caller may {@link #giveUp()} it. */
        void timeIsUp(SensorCall call);

        /** It came back after it was given up. */
        void cameBack();
    }

    private static final Logger LOG = LoggerFactory.getLogger(SensorCall.class);

    private enum Phase {
        WAITING,
        RUNNING,
        GIVEN_UP,
        BACK
    }

    private final SensorRunner runner;
    private final Caller caller;
    private final Duration limit;
    private final CompletableFuture<Void> back = new CompletableFuture<>();
    private Phase phase = Phase.WAITING;
    private @Nullable Thread thread;

    SensorCall(SensorRunner runner, Caller caller, Duration limit) {
        this.runner = runner;
        this.caller = caller;
        this.limit = limit;
    }

    @Override
    public void run() {
        synchronized (this) {
            phase = Phase.RUNNING;
            thread = Thread.currentThread();
        }
        try {
            if (caller.begins(this)) {
                ask();
            }
        } catch (RuntimeException e) {
            LOG.error("The answer of a sensor could not be taken in; the next one may", e);
        } finally {
            back.complete(null);
        }
    }

    private void ask() {
        Future<?> alarm = runner.clock().after(limit, () -> caller.timeIsUp(this));
        Outcome outcome = Outcome.of(caller::ask);
        boolean late;
        synchronized (this) {
            late = phase == Phase.GIVEN_UP;
            phase = Phase.BACK;
            thread = null;
        }
        // what interrupted this call must not interrupt the next one on the thread
        Thread.interrupted();
        alarm.cancel(false);
        if (late) {
            runner.isBack();
            caller.cameBack();
        } else {
            caller.ended(outcome);
        }
    }

    /** Interrupts it and lets it hang. Says whether it was running; else there is nothing to give up. */
    synchronized boolean giveUp() {
        if (phase != Phase.RUNNING || thread == null) {
            return false;
        }
        phase = Phase.GIVEN_UP;
        runner.hangs();
        thread.interrupt();
        return true;
    }

    /** Done when the call's thread is free again, or was never needed. */
    CompletableFuture<Void> back() {
        return back;
    }
}
