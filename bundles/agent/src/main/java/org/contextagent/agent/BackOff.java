package org.contextagent.agent;

import java.time.Duration;

/**
 * How many polls a sensor that keeps failing is spared: none after the first failure, then one, three, seven, until there is a
 * minute between two calls. For one thread at a time.
 */
final class BackOff {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_DOUBLINGS = 16;

    private int failures;
    private int spared;

    /** Whether this poll is one that the sensor is spared. */
    boolean spares() {
        if (spared == 0) {
            return false;
        }
        spared--;
        return true;
    }

    void failed(Duration pollingInterval) {
        long doubled = 1L << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        long most = Math.max(1, LONGEST.dividedBy(pollingInterval));
        spared = (int) (Math.min(doubled, most) - 1);
    }

    /** The next poll calls, and failures are counted from none. */
    void reset() {
        failures = 0;
        spared = 0;
    }
}
