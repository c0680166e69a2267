package org.contextagent.sensor.script;

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

    /** At most so long, in UTF-16 units, and whole characters alone. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
