package org.contextagent.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.contextagent.api.sensor.Sensor;
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
        QUEUED,
        RUNNING,
        HANGING
    }

    private static final Logger LOG = LoggerFactory.getLogger(SensorSlot.class);

    /** How long nobody tries again to open a watch that did not open. */
    private static final Duration WATCH_PAUSE = Duration.ofSeconds(60);
    // a sensor that wakes itself while it reads must not keep a processor busy
    private static final long SHORTEST_REST_NANOS = 2_000_000;
    private static final long LONGEST_REST_NANOS = 100_000_000;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final BoundSensor sensor;
    private final Target target;
    private final Parts parts;
    private final Consumer<SensorSlot> changed;

    private volatile Reading reading;
    private volatile boolean spoken;

    private final BackOff backOff = new BackOff();
    private boolean inherits;
    private Mode mode = Mode.PAUSED;
    private boolean gone;
    private Phase phase = Phase.IDLE;
    private boolean again;
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    private CompletableFuture<Void> waitingForNext = new CompletableFuture<>();
    private @Nullable SensorCall call;
    private Sensor.@Nullable Watch watch;
    private long watchNotBefore = System.nanoTime();
    private long endedAt = System.nanoTime() - LONGEST_REST_NANOS;
    private @Nullable Duration lastDuration;
    private @Nullable Instant lastGood;
    private int failures;
    private @Nullable String problem;

    /**
     * @param inherited what a sensor of this name said before this one came
     * @param changed is told of each change of the reading that no caller of {@link #lookHere} made
     */
    SensorSlot(BoundSensor sensor, Target target, Reading inherited, Parts parts, Consumer<SensorSlot> changed) {
        this.sensor = sensor;
        this.target = target;
        this.reading = inherited;
        this.inherits = sensor.takesDocuments() && !inherited.facts().isEmpty();
        this.parts = parts;
        this.changed = changed;
    }

    BoundSensor sensor() {
        return sensor;
    }

    Reading reading() {
        return reading;
    }

    /** Whether a call has ended or failed since it is here. */
    boolean hasSpoken() {
        return spoken;
    }

    /** Looks now, whatever failed before. Done when a call that began after this is over, or there will be none. */
    CompletableFuture<Void> look() {
        return look(false);
    }

    private void lookAgain() {
        look(true);
    }

    private CompletableFuture<Void> look(boolean gently) {
        synchronized (this) {
            backOff.reset();
        }
        return request(gently);
    }

    /** Looks when it is time to: not while it looks anyway, nor at each poll when it keeps failing. */
    CompletableFuture<Void> poll() {
        synchronized (this) {
            if (phase != Phase.IDLE || backOff.spares()) {
                return DONE;
            }
        }
        return request(false);
    }

    private CompletableFuture<Void> request(boolean gently) {
        CompletableFuture<Void> answered;
        long rest;
        synchronized (this) {
            if (gone || mode == Mode.PAUSED) {
                return DONE;
            }
            switch (phase) {
                case QUEUED -> {
                    return waiting;
                }
                case RUNNING -> {
                    again = true;
                    return waitingForNext;
                }
                case HANGING -> {
                    again = true;
                    return DONE;
                }
                case IDLE -> phase = Phase.QUEUED;
            }
            answered = waiting;
            rest = gently ? rest() : 0;
        }
        joinLane(rest);
        return answered;
    }

    private long rest() {
        long pause = lastDuration == null ? SHORTEST_REST_NANOS : lastDuration.toNanos();
        pause = Math.max(SHORTEST_REST_NANOS, Math.min(LONGEST_REST_NANOS, pause));
        return endedAt + pause - System.nanoTime();
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
            inherits = false;
            if (gone) {
                return DONE;
            }
            if (phase == Phase.RUNNING || phase == Phase.HANGING) {
                again = true;
                return phase == Phase.RUNNING ? waitingForNext : DONE;
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
        parts.runner()
                .start(new SensorCall(
                        parts.runner(), this, parts.options().get().sensorTimeout()));
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
        openWatch();
        return sensor.service().sense(target);
    }

    @Override
    public void ended(Outcome outcome) {
        sensor.lane().left(false);
        try {
            if (finish(outcome)) {
                changed.accept(this);
            }
        } finally {
            settle();
        }
    }

    @Override
    public void timeIsUp(SensorCall late) {
        String reason = "no answer within " + seconds(parts.options().get().sensorTimeout());
        Failure failure;
        List<SensorLane.Waiting> away;
        synchronized (this) {
            if (call != late || !late.giveUp()) {
                return;
            }
            phase = Phase.HANGING;
            failure = failed(reason);
            away = sensor.lane().hangs();
        }
        SensorLane.sendAway(away);
        tell(failure);
    }

    @Override
    public void cameBack() {
        sensor.lane().left(true);
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
            failure = failed(reason);
            // that was no call; the next poll may find the lane free
            backOff.reset();
        }
        tell(failure);
    }

    private record Failure(String reason, int count, boolean news, List<CompletableFuture<Void>> answered) {}

    private Failure failed(String reason) {
        boolean news = take(Outcome.problem(reason, null));
        return new Failure(reason, failures, news, allWaiting());
    }

    private void tell(Failure failure) {
        warn(failure.reason(), failure.count());
        try {
            if (failure.news()) {
                changed.accept(this);
            }
        } finally {
            failure.answered().forEach(each -> each.complete(null));
        }
    }

    /** Takes an outcome in. Says whether the reading changed. */
    private boolean finish(Outcome outcome) {
        boolean news;
        int count;
        synchronized (this) {
            endedAt = System.nanoTime();
            news = take(outcome);
            count = failures;
        }
        if (outcome.problem() != null) {
            warn(outcome.problem(), count);
        }
        return news;
    }

    private boolean take(Outcome outcome) {
        if (gone) {
            return false;
        }
        Reading before = reading;
        Facts facts = outcome.facts();
        if (outcome.took() != null) {
            lastDuration = outcome.took();
        }
        if (facts != null) {
            // a sensor that came anew has no documents yet; what its forerunner read of them holds until the next one
            inherits = inherits && facts.isEmpty();
            reading = inherits ? before.confirmed() : new Reading(facts, true, null);
            lastGood = parts.time().instant();
            problem = null;
            failures = 0;
            backOff.reset();
        } else {
            problem = String.valueOf(outcome.problem());
            reading = before.failed(problem);
            failures++;
            backOff.failed(parts.options().get().pollingInterval());
        }
        spoken = true;
        return !reading.equals(before);
    }

    private void warn(String reason, int count) {
        String where = SafeText.line(target.workspace().toString());
        if (count == 1) {
            LOG.warn("Sensor {}: {}, for {}; its last good reading stays in use", sensor.name(), reason, where);
        } else {
            LOG.debug("Sensor {}: {}, for {}, {} times", sensor.name(), reason, where, count);
        }
    }

    private void settle() {
        List<CompletableFuture<Void>> answered;
        boolean more;
        long rest;
        synchronized (this) {
            call = null;
            more = again && !gone && mode != Mode.PAUSED;
            again = false;
            phase = more ? Phase.QUEUED : Phase.IDLE;
            answered = more ? nextWaiting() : allWaiting();
            rest = rest();
        }
        if (more) {
            joinLane(rest);
        }
        answered.forEach(each -> each.complete(null));
    }

    /** Those who wait for the call that is over; who waits for the next one goes on waiting. */
    private List<CompletableFuture<Void>> nextWaiting() {
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

    // ---- the watch

    private void openWatch() {
        synchronized (this) {
            long now = System.nanoTime();
            if (mode != Mode.WATCHING || watch != null || now - watchNotBefore < 0) {
                return;
            }
            watchNotBefore = now + WATCH_PAUSE.toNanos();
        }
        Sensor.Watch opened;
        try {
            opened = sensor.service().watch(target, this::lookAgain);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("Sensor {} cannot watch; it is asked at each poll", sensor.name(), e);
            return;
        }
        synchronized (this) {
            if (mode == Mode.WATCHING && !gone && watch == null) {
                watch = opened;
                return;
            }
        }
        opened.close();
    }

    // ---- what it does

    /**
     * Does more or less from now on. Done when what must end has ended: a call in flight, which is interrupted, and the watch;
     * so it is done at once when it does more.
     */
    CompletableFuture<Void> mode(Mode next) {
        List<CompletableFuture<Void>> answered = List.of();
        List<SensorLane.Waiting> away = List.of();
        CompletableFuture<Void> inFlight = DONE;
        Sensor.Watch open = null;
        synchronized (this) {
            if (gone && next != Mode.PAUSED) {
                return DONE;
            }
            mode = next;
            if (next != Mode.WATCHING) {
                open = watch;
                watch = null;
                watchNotBefore = System.nanoTime();
            }
            if (next == Mode.PAUSED) {
                away = stopCalling();
                answered = allWaiting();
                inFlight = call == null ? DONE : call.back();
            }
        }
        SensorLane.sendAway(away);
        answered.forEach(each -> each.complete(null));
        CompletableFuture<Void> closed = open == null ? DONE : parts.runner().tidy(open::close);
        return CompletableFuture.allOf(inFlight, closed);
    }

    private List<SensorLane.Waiting> stopCalling() {
        again = false;
        if (phase == Phase.QUEUED) {
            phase = Phase.IDLE;
        } else if (phase == Phase.RUNNING && call != null && call.giveUp()) {
            phase = Phase.HANGING;
            return sensor.lane().hangs();
        }
        return List.of();
    }

    /** The sensor went: never calls again, and an answer that still comes does not count. */
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
        return new SensorStatus(
                sensor.name(),
                target,
                Optional.ofNullable(lastGood),
                Optional.ofNullable(lastDuration),
                failures,
                Optional.ofNullable(problem),
                phase == Phase.HANGING);
    }

    private static String seconds(Duration time) {
        double seconds = time.toNanos() / 1e9;
        return seconds == Math.rint(seconds) ? (long) seconds + " s" : seconds + " s";
    }
}
