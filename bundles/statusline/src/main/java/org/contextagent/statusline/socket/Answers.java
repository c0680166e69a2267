package org.contextagent.statusline.socket;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.contextagent.api.text.SafeText;

/** The small JSON texts of the socket and its files. */
final class Answers {

    private Answers() {}

    /** The answer to a ping. */
    static String pong(String version, long pid) {
        return "{\"ok\":true,\"version\":" + quoted(version) + ",\"pid\":" + pid + "}\n";
    }

    /** The answer to a command that failed. */
    static String error(String message, int status) {
        return "{\"error\":" + quoted(message) + ",\"status\":" + status + "}\n";
    }

    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return SafeText.json(json.append('"').toString());
    }
}
