package org.contextagent.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.jspecify.annotations.Nullable;

/** What came of the calls of a slot. The reading is for any thread; the rest for whoever holds the slot's lock. */
final class SlotMemory {

    // a sensor that wakes itself while it reads must not keep a processor busy
    private static final Duration SHORTEST_REST = Duration.ofMillis(2);
    private static final Duration LONGEST_REST = Duration.ofMillis(100);
    private static final Duration QUICK = Duration.ofMillis(10);

    private volatile Reading reading;
    private volatile boolean spoken;
    private boolean inherits;
    private final BackOff backOff = new BackOff();
    private @Nullable Duration lastDuration;
    private long endedAt = System.nanoTime() - LONGEST_REST.toNanos();
    private @Nullable Instant lastGood;
    private int failures;
    private @Nullable String problem;

    /**
     * @param inherited what a sensor of this name said before this one came
     * @param holds an empty reading says nothing against it, until a document comes
     */
    SlotMemory(Reading inherited, boolean holds) {
        reading = inherited;
        inherits = holds && !inherited.facts().isEmpty();
    }

    Reading reading() {
        return reading;
    }

    /** Whether a call has ended or failed. */
    boolean hasSpoken() {
        return spoken;
    }

    /** What was inherited holds no longer than until the next reading. */
    void disinherit() {
        inherits = false;
    }

    /** Takes an outcome in. Says whether the reading changed. */
    boolean take(Outcome outcome, Instant now, Duration pollingInterval) {
        Reading before = reading;
        Facts facts = outcome.facts();
        if (outcome.took() != null) {
            lastDuration = outcome.took();
        }
        if (facts != null) {
            inherits = inherits && facts.isEmpty();
            reading = inherits ? before.confirmed() : new Reading(facts, true, null);
            lastGood = now;
            problem = null;
            failures = 0;
            backOff.reset();
        } else {
            problem = String.valueOf(outcome.problem());
            reading = before.failed(problem);
            failures++;
            backOff.failed(pollingInterval);
        }
        spoken = true;
        return !reading.equals(before);
    }

    /** The last call was good and over at once, so that another one costs nothing. */
    boolean isQuick() {
        return failures == 0 && lastDuration != null && lastDuration.compareTo(QUICK) < 0;
    }

    BackOff backOff() {
        return backOff;
    }

    /** Failed calls since the last good one. */
    int failures() {
        return failures;
    }

    /** A call came back just now. */
    void ended() {
        endedAt = System.nanoTime();
    }

    /** How long a call that is in no hurry waits after the last one, in nanoseconds. */
    long rest() {
        long rest = lastDuration == null ? 0 : lastDuration.toNanos();
        rest = Math.min(Math.max(rest, SHORTEST_REST.toNanos()), LONGEST_REST.toNanos());
        return endedAt + rest - System.nanoTime();
    }

    SensorStatus status(String sensor, Target target, boolean hanging) {
        return new SensorStatus(
                sensor,
                target,
                Optional.ofNullable(lastGood),
                Optional.ofNullable(lastDuration),
                failures,
                Optional.ofNullable(problem),
                hanging);
    }
}
