package org.contextagent.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options that the agent takes.
 *
 * @param pollingInterval longest time between two readings of a sensor
 * @param sensorTimeout longest time that a sensor may take
 * @param sessionTimeout how long a session lives without a document
 * @param workspace the folder that has an agent from the start; absolute; nothing when there is none
 */
record AgentOptions(
        Duration pollingInterval, Duration sensorTimeout, Duration sessionTimeout, Optional<Path> workspace) {

    private static final Logger LOG = LoggerFactory.getLogger(AgentOptions.class);

    /** What a sensor gets beyond its time-out before nobody waits for it any more. */
    private static final Duration MERCY = Duration.ofSeconds(2);

    private static final double SHORTEST = 0.001;
    private static final double LONGEST = Duration.ofDays(3650).toSeconds();

    /** From the option's values; one that is not valid is reported and its default stands in. */
    static AgentOptions of(double polling, double timeout, double session, String workspace) {
        return new AgentOptions(
                seconds(Option.POLLING_INTERVAL, polling),
                seconds(Option.SENSOR_TIMEOUT, timeout),
                seconds(Option.SESSION_TIMEOUT, session),
                folder(workspace));
    }

    private static Duration seconds(Option option, double value) {
        double valid = value;
        if (!(value > 0)) {
            valid = (Double) option.defaultValue().orElseThrow();
            LOG.warn("{} is {}, valid is {}; {} is used", option.key(), value, option.valid(), valid);
        }
        return Duration.ofNanos((long) (Math.max(SHORTEST, Math.min(LONGEST, valid)) * 1e9));
    }

    private static Optional<Path> folder(String path) {
        if (path.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            LOG.warn(
                    "{} is '{}', valid is {}; it is left out",
                    Option.WORKSPACE_PATH.key(),
                    SafeText.line(path),
                    Option.WORKSPACE_PATH.valid());
            return Optional.empty();
        }
    }

    /** How long somebody waits for sensors at most. */
    Duration patience() {
        return sensorTimeout.plus(MERCY);
    }
}
