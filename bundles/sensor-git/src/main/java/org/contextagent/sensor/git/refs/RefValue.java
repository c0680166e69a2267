package org.contextagent.sensor.git.refs;

import java.util.Locale;

/** What a ref holds. */
public sealed interface RefValue {

    /** The id of an object, in lower case. */
    record Direct(String objectId) implements RefValue {}

    /** The valid name of another ref. */
    record Symbolic(String target) implements RefValue {}

    /** Neither. */
    record Broken() implements RefValue {}

    /** From the text of a loose ref. */
    static RefValue parse(String content) {
        String text = content.stripTrailing();
        if (text.startsWith("ref:")) {
            return symbolic(text.substring(4).stripLeading());
        }
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return direct(text.substring(0, end));
    }

    static RefValue symbolic(String target) {
        return target.startsWith("refs/") && RefName.isValid(target) ? new Symbolic(target) : new Broken();
    }

    static RefValue direct(String objectId) {
        return RefName.isObjectId(objectId) ? new Direct(objectId.toLowerCase(Locale.ROOT)) : new Broken();
    }
}
