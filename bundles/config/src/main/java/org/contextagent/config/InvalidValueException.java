package org.contextagent.config;

import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;

/** A value is not valid for an option; the message says which, what it is and what is valid, and shows no secret. */
final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 200;

    InvalidValueException(Option option, Object value, String hint) {
        super(option.key() + " is " + shown(option, value) + "; valid is " + option.valid() + hint);
    }

    private static String shown(Option option, Object value) {
        if (option.isSecret()) {
            return Option.REDACTED;
        }
        String text = SafeText.line(String.valueOf(value));
        String shortened = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return value instanceof String ? "'" + shortened + "'" : shortened;
    }
}
