package org.contextagent.api.sensor;

import java.nio.file.Path;

/**
 * A document that an AI tool sent of itself, as it came: untrusted text that should be one JSON object.
 *
 * @param json the text; at most {@link #MAX_BYTES} in UTF-8
 * @param directory the folder that stands in when the document names none; absolute
 */
public record ToolDocument(String json, Path directory) {

    /** Largest document that an edge takes in, in bytes of UTF-8: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;
    /** Deepest nesting that a reader of a document follows. */
    public static final int MAX_DEPTH = 64;
    /** Longest string in a document, in characters. */
    public static final int MAX_STRING = 256 * 1024;
    /** Longest name of a field, in characters. */
    public static final int MAX_NAME = 1024;
    /** Longest number in a document, in characters. */
    public static final int MAX_NUMBER = 64;
}
