package org.contextagent.sensor.git.objects;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An annotated tag.
 *
 * @param target the object that it points at; empty where there is none
 * @param leadsToTag whether that is a tag again
 */
public record TagObject(String target, boolean leadsToTag) {

    /** An object that is no tag. */
    public static final TagObject NONE = new TagObject("", false);

    /** How much of a tag's content is needed at most. */
    static final int HEAD = 256;

    private static final Pattern LINES = Pattern.compile("object ([0-9a-f]{40}|[0-9a-f]{64})\ntype ([a-z]+)\n");

    static Optional<TagObject> parse(byte[] content) {
        String head = new String(content, 0, Math.min(HEAD, content.length), StandardCharsets.ISO_8859_1);
        Matcher lines = LINES.matcher(head);
        return lines.lookingAt()
                ? Optional.of(new TagObject(lines.group(1), lines.group(2).equals("tag")))
                : Optional.empty();
    }
}
