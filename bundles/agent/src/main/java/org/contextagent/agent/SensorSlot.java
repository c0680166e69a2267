package org.contextagent.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sensor and one target: calls it, one call at a time, and keeps its last good reading.
 *
 * <p>A look that is asked for while a call runs leads to one more call after it, however many ask; so what is asked for last
 * is always seen. For any thread; it never calls a sensor nor tells anybody while it holds its own lock.
 */
final class SensorSlot implements SensorCall.Caller, SensorLane.Waiting {

    /** How much it does. */
    enum Mode {
        /** It calls only for documents. */
        PAUSED,
        /** It calls when it is asked to. */
        SENSING,
        /** And when the sensor itself says so. */
        WATCHING
    }

    private enum Phase {
        IDLE,
        /** It stands in line for a call. */
        QUEUED,
        RUNNING,
        /** A call was stopped on purpose and may still come back in time. */
        STOPPING,
        /** A call was given up and is not back. */
        HANGING
    }

    private static final Logger LOG = LoggerFactory.getLogger(SensorSlot.class);

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final BoundSensor sensor;
    private final Target target;
    private final Parts parts;
    private final Runnable changed;
    private final SlotMemory memory;
    private final SlotWatch watch;

    private Mode mode = Mode.PAUSED;
    private boolean gone;
    private Phase phase = Phase.IDLE;
    private boolean again;
    private @Nullable SensorCall call;
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    private CompletableFuture<Void> waitingForNext = new CompletableFuture<>();

    /**
     * @param inherited what a sensor of this name said before this one came
     * @param changed is run after each change of the reading that no caller of {@link #lookHere} made
     */
    SensorSlot(BoundSensor sensor, Target target, Reading inherited, Parts parts, Runnable changed) {
        this.sensor = sensor;
        this.target = target;
        this.parts = parts;
        this.changed = changed;
        // a sensor that came anew has no documents yet; what its forerunner read of them holds until the next one
        this.memory = new SlotMemory(inherited, sensor.takesDocuments());
        this.watch = new SlotWatch(sensor, target, parts.runner(), () -> look(true));
    }

    BoundSensor sensor() {
        return sensor;
    }

    Reading reading() {
        return memory.reading();
    }

    /** Whether a call has ended or failed since it is here. */
    boolean hasSpoken() {
        return memory.hasSpoken();
    }

    // ---- asking it to look

    /** Looks now, whatever failed before. Done when a call that began after this is over, or there will be none. */
    CompletableFuture<Void> look() {
        return look(false);
    }

    /** Looks now if it is a sensor that answers at once. */
    CompletableFuture<Void> lookIfQuick() {
        synchronized (this) {
            if (!memory.isQuick()) {
                return DONE;
            }
        }
        return request(false);
    }

    private CompletableFuture<Void> look(boolean gently) {
        synchronized (this) {
            memory.backOff().reset();
        }
        return request(gently);
    }

    /** Looks when it is time to: not while it looks anyway, nor at each poll when it keeps failing. */
    void poll() {
        synchronized (this) {
            if (phase != Phase.IDLE || memory.backOff().spares()) {
                return;
            }
        }
        request(false);
    }

    private CompletableFuture<Void> request(boolean gently) {
        CompletableFuture<Void> answered;
        long rest;
        synchronized (this) {
            if (gone || mode == Mode.PAUSED) {
                return DONE;
            }
            if (phase != Phase.IDLE) {
                return join();
            }
            phase = Phase.QUEUED;
            answered = waiting;
            rest = gently ? memory.rest() : 0;
        }
        joinLane(rest);
        return answered;
    }

    private CompletableFuture<Void> join() {
        if (phase == Phase.QUEUED) {
            return waiting;
        }
        again = true;
        return phase == Phase.HANGING ? DONE : waitingForNext;
    }

    private void joinLane(long rest) {
        if (rest > 0) {
            parts.clock().after(Duration.ofNanos(rest), () -> sensor.lane().join(this));
        } else {
            sensor.lane().join(this);
        }
    }

    /**
     * Looks on this thread, also when it is paused, for a sensor whose answer is in memory; what it says after a document
     * replaces what was known. Nobody is told of the change. Done at once, but where another call is under way.
     */
    CompletableFuture<Void> lookHere() {
        synchronized (this) {
            memory.disinherit();
            if (gone) {
                return DONE;
            }
            if (phase != Phase.IDLE && phase != Phase.QUEUED) {
                return join();
            }
            phase = Phase.RUNNING;
        }
        finish(Outcome.of(() -> sensor.service().sense(target)));
        settle();
        return DONE;
    }

    // ---- the call

    @Override
    public void turn() {
        Duration limit = parts.options().get().sensorTimeout();
        parts.runner().start(new SensorCall(parts.runner(), this, limit));
    }

    @Override
    public boolean begins(SensorCall next) {
        synchronized (this) {
            if (phase == Phase.QUEUED) {
                phase = Phase.RUNNING;
                call = next;
                return true;
            }
        }
        sensor.lane().left(false);
        return false;
    }

    @Override
    public Facts ask() throws Exception {
        // first the watch, so that nothing is lost between the two
        watch.openIfWanted();
        return sensor.service().sense(target);
    }

    @Override
    public void ended(Outcome outcome) {
        sensor.lane().left(false);
        try {
            if (finish(outcome)) {
                changed.run();
            }
        } finally {
            settle();
        }
    }

    /** Takes an outcome in. Says whether the reading changed. */
    private boolean finish(Outcome outcome) {
        boolean news;
        int failures;
        synchronized (this) {
            memory.ended();
            news = take(outcome);
            failures = memory.failures();
        }
        warn(outcome, failures);
        return news;
    }

    private boolean take(Outcome outcome) {
        return !gone
                && memory.take(
                        outcome, parts.time().instant(), parts.options().get().pollingInterval());
    }

    /** The call is over: goes on to what was asked for meanwhile. */
    private void settle() {
        List<CompletableFuture<Void>> answered;
        boolean more;
        long rest;
        synchronized (this) {
            call = null;
            more = again && !gone && mode != Mode.PAUSED;
            again = false;
            phase = more ? Phase.QUEUED : Phase.IDLE;
            answered = more ? firstWaiting() : allWaiting();
            rest = memory.rest();
        }
        if (more) {
            joinLane(rest);
        }
        complete(answered);
    }

    @Override
    public void timeIsUp(SensorCall late) {
        Outcome outcome = Outcome.late(parts.options().get().sensorTimeout());
        Failure failure;
        List<SensorLane.Waiting> away;
        synchronized (this) {
            // one that was stopped was given up then
            if (call != late || (phase != Phase.STOPPING && !late.giveUp())) {
                return;
            }
            phase = Phase.HANGING;
            failure = failed(outcome);
            away = sensor.lane().hangs();
        }
        SensorLane.sendAway(away);
        tell(failure);
    }

    @Override
    public void cameBack() {
        boolean hung;
        synchronized (this) {
            hung = phase == Phase.HANGING;
            // its time can be up no more
            call = null;
        }
        sensor.lane().left(hung);
        settle();
    }

    @Override
    public void refused(String reason) {
        Failure failure;
        synchronized (this) {
            if (phase != Phase.QUEUED) {
                return;
            }
            phase = Phase.IDLE;
            failure = failed(Outcome.problem(reason, null));
            // that was no call; the next poll may find the lane free
            memory.backOff().reset();
        }
        tell(failure);
    }

    private record Failure(Outcome outcome, int count, boolean news, List<CompletableFuture<Void>> answered) {}

    private Failure failed(Outcome outcome) {
        boolean news = take(outcome);
        return new Failure(outcome, memory.failures(), news, allWaiting());
    }

    private void tell(Failure failure) {
        warn(failure.outcome(), failure.count());
        try {
            if (failure.news()) {
                changed.run();
            }
        } finally {
            complete(failure.answered());
        }
    }

    private void warn(Outcome outcome, int failures) {
        String reason = outcome.problem();
        if (reason == null) {
            return;
        }
        String where = SafeText.line(target.workspace().toString());
        if (failures == 1) {
            LOG.warn("Sensor {}: {}, for {}; its last good reading stays in use", sensor.name(), reason, where);
        } else {
            LOG.debug("Sensor {}: {}, for {}, {} times", sensor.name(), reason, where, failures);
        }
    }

    /** Those who wait for the call that is over; who waits for the next one goes on waiting. */
    private List<CompletableFuture<Void>> firstWaiting() {
        List<CompletableFuture<Void>> answered = List.of(waiting);
        waiting = waitingForNext;
        waitingForNext = new CompletableFuture<>();
        return answered;
    }

    private List<CompletableFuture<Void>> allWaiting() {
        List<CompletableFuture<Void>> answered = List.of(waiting, waitingForNext);
        waiting = new CompletableFuture<>();
        waitingForNext = new CompletableFuture<>();
        return answered;
    }

    private static void complete(List<CompletableFuture<Void>> answered) {
        answered.forEach(each -> each.complete(null));
    }

    // ---- what it does

    /**
     * Does more or less from now on. Done when what must end has ended: a call in flight, which is interrupted, and the watch;
     * so it is done at once when it does more.
     */
    CompletableFuture<Void> mode(Mode next) {
        List<CompletableFuture<Void>> answered = List.of();
        CompletableFuture<Void> inFlight = DONE;
        CompletableFuture<Void> closed = DONE;
        synchronized (this) {
            if (gone && next != Mode.PAUSED) {
                return DONE;
            }
            mode = next;
            if (next == Mode.WATCHING) {
                watch.want();
            } else {
                closed = watch.close();
            }
            if (next == Mode.PAUSED) {
                stopCalling();
                answered = allWaiting();
                inFlight = call == null ? DONE : call.back();
            }
        }
        complete(answered);
        return CompletableFuture.allOf(inFlight, closed);
    }

    private void stopCalling() {
        again = false;
        if (phase == Phase.QUEUED) {
            phase = Phase.IDLE;
        } else if (phase == Phase.RUNNING && call != null && call.giveUp()) {
            // no failure of the sensor, unless it is not back when the time of the call is up
            phase = Phase.STOPPING;
        }
    }

    /** The sensor went, or the target: never calls again, and an answer that still comes does not count. */
    CompletableFuture<Void> end() {
        synchronized (this) {
            gone = true;
        }
        return mode(Mode.PAUSED);
    }

    synchronized boolean isGone() {
        return gone;
    }

    synchronized SensorStatus status() {
        return memory.status(sensor.name(), target, phase == Phase.HANGING);
    }
}
