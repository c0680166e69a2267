package org.contextagent.sensor.session;

import java.util.Optional;
import org.contextagent.api.text.SafeText;

/** Foreign text cut to what is kept of it. */
final class Texts {

    /** Longest text that becomes a fact, in UTF-16 units. */
    static final int LONGEST = 1_000;
    /** Longest identifier of a session, in UTF-16 units. */
    static final int LONGEST_SESSION = 200;

    private Texts() {}

    /** The text as it came, at most {@link #LONGEST} long; halves of characters, which no encoding can write, are replaced. */
    static String fact(String text) {
        StringBuilder whole = new StringBuilder();
        cut(text, LONGEST)
                .codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? SafeText.REPLACEMENT : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    /** An identifier without control characters and blanks around it; nothing when nothing is left. */
    static Optional<String> session(String text) {
        StringBuilder id = new StringBuilder();
        text.codePoints().filter(point -> !Character.isISOControl(point)).forEach(id::appendCodePoint);
        String kept = cut(SafeText.line(id.toString()).strip(), LONGEST_SESSION).strip();
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }
}
