package org.contextagent.sensor.script;

import java.nio.charset.StandardCharsets;
import org.contextagent.api.text.SafeText;

/** What a script says, made safe: for messages to a person and for facts. */
final class Said {

    private static final int LONGEST_IN_MESSAGE = 200;

    private Said() {}

    /** The first line that is not blank, as the end of a message; empty where there is none. */
    static String inMessage(String text) {
        return text.lines()
                .map(line -> SafeText.line(line).strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> "; it said: " + cut(line, LONGEST_IN_MESSAGE))
                .orElse("");
    }

    /** The first line, safe to print. */
    static String firstLine(String text) {
        return text.lines().findFirst().map(SafeText::line).orElse("");
    }

    /** Whole characters alone and at most so long, in UTF-16 units. */
    static String cut(String text, int length) {
        String kept = text;
        if (text.length() > length) {
            kept = text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
        }
        // halves of characters, which no encoding can write, become a question mark
        return new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
