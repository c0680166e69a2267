package org.contextagent.api.status;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A condition at one moment.
 *
 * @param level how good it is
 * @param message for a person: what is wrong and what to do, or in short what is well
 * @param details figures and names, as a document for any JSON writer
 */
public record Status(Level level, String message, Map<String, Object> details) {

    public enum Level {
        OK,
        /** It works, but somebody should look. */
        WARN,
        /** It does not work. */
        CRITICAL
    }

    public Status {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
