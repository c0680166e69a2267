package org.contextagent.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What may reach a terminal: well-formed UTF-8, and in its lines no character that does anything but stand there. */
public final class Printable {

    private static final int MOST_SHOWN = 3_000;

    private Printable() {}

    /** The text of bytes that are one line and its end. */
    public static String line(byte[] bytes, String what) {
        String text = lines(bytes, what);
        assertTrue(text.endsWith("\n"), () -> what + " has no end: " + shown(text));
        assertEquals(text.length() - 1, text.indexOf('\n'), () -> what + " is not one line: " + shown(text));
        return text.substring(0, text.length() - 1);
    }

    /** The text of bytes that are any number of lines. */
    public static String lines(byte[] bytes, String what) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            check(text, what);
            return text;
        } catch (CharacterCodingException e) {
            throw new AssertionError(
                    what + " is not UTF-8: " + shown(new String(bytes, StandardCharsets.ISO_8859_1)), e);
        }
    }

    public static void check(String text, String what) {
        assertTrue(
                text.codePoints().allMatch(point -> point == '\n' || isPrintable(point)),
                () -> what + " has something that must not reach a terminal: " + shown(text));
    }

    /** Joiners and tags stay: emoji are made of them. */
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> point == 0x200D || point >= 0xE0020 && point <= 0xE007F;
            default -> true;
        };
    }

    /** For a message: everything that is not plain ASCII as an escape, and not more than some thousand characters. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(MOST_SHOWN).forEach(c -> {
            if (c >= ' ' && c < 0x7F) {
                shown.append((char) c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return text.length() > MOST_SHOWN ? shown + "… (" + text.length() + " characters)" : shown.toString();
    }
}
