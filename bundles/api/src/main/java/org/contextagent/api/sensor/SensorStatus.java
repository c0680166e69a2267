package org.contextagent.api.sensor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a sensor does for one target.
 *
 * @param sensor the sensor's name
 * @param target whom it is asked about
 * @param lastGood when its last good reading was taken; nothing when there was none
 * @param lastDuration how long the last call took, nothing before the first
 * @param failures failed calls since the last good one
 * @param problem why the last good reading is an old one; nothing when it is fresh
 * @param hanging a call was given up and has not returned yet
 */
public record SensorStatus(
        String sensor,
        Target target,
        Optional<Instant> lastGood,
        Optional<Duration> lastDuration,
        int failures,
        Optional<String> problem,
        boolean hanging) {}
