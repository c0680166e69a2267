package org.contextagent.api.sensor;

import org.jspecify.annotations.Nullable;

/** A sensor could not read its part of the world; the message says to a person what was wrong and where. */
public class SensorException extends Exception {

    private static final long serialVersionUID = 1L;

    public SensorException(String message) {
        super(message);
    }

    public SensorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
