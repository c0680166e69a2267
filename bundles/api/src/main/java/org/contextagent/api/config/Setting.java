package org.contextagent.api.config;

import java.util.Optional;

/**
 * The effective value of an option and where it came from.
 *
 * @param option the option
 * @param value its value; nothing where no layer sets one and there is no default
 * @param layer the layer that set it
 * @param source where exactly: the variable, the file or the administrator; for a person
 */
public record Setting(Option option, Optional<Object> value, Layer layer, String source) {

    /** Where values come from, the highest first. */
    public enum Layer {
        ENVIRONMENT,
        ADMINISTRATOR,
        FILE,
        DEFAULT_JSON,
        DEFAULT_YAML,
        BUILT_IN
    }

    /** The value as it may be shown: text, with secrets redacted; empty where there is none. */
    public String shown() {
        return value.map(present -> option.isSecret() ? Option.REDACTED : present.toString())
                .orElse("");
    }

    @Override
    public String toString() {
        return option.key() + "=" + shown() + " (" + source + ")";
    }
}
