package org.contextagent.sensor.script;

import java.time.Duration;
import org.contextagent.api.config.Option;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** The option {@code sensor_timeout}, as it is now. */
@Component(service = DefaultTimeout.class, configurationPid = Option.PID)
public final class DefaultTimeout {

    private static final double SHORTEST_SECONDS = 0.001;
    private static final double LONGEST_SECONDS = Duration.ofDays(1).toSeconds();
    private static final double DEFAULT_SECONDS = 5.0;

    @interface Config {
        double sensor__timeout() default DEFAULT_SECONDS;
    }

    private volatile Duration timeout;

    @Activate
    public DefaultTimeout(Config config) {
        timeout = seconds(config.sensor__timeout());
    }

    @Modified
    void modified(Config config) {
        timeout = seconds(config.sensor__timeout());
    }

    Duration current() {
        return timeout;
    }

    /** Held to what makes sense; the default for what is no time. */
    static Duration seconds(double seconds) {
        double valid = seconds > 0 ? Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds)) : DEFAULT_SECONDS;
        return Duration.ofMillis(Math.round(valid * 1_000));
    }
}
