package org.contextagent.api.text;

/**
 * What is safe to print. Everything foreign (paths, names of branches, models, text of tools and servers) goes through here
 * before a terminal, a log or a page sees it.
 */
public final class SafeText {

    /** What stands in place of a character that is not printed. */
    public static final char REPLACEMENT = '\uFFFD';

    private SafeText() {}

    /**
     * One line of printable text: line ends and tabs become a space; other control characters (C0, DEL, C1), bidirectional
     * controls, zero-width characters, line and paragraph separators and lone surrogates are left out.
     */
    public static String line(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int length = Character.charCount(point);
            if (!isPrintable(point)) {
                if (safe == null) {
                    safe = new StringBuilder(text.length()).append(text, 0, i);
                }
                if (point == '\n' || point == '\r' || point == '\t') {
                    safe.append(' ');
                }
            } else if (safe != null) {
                safe.appendCodePoint(point);
            }
            i += length;
        }
        return safe == null ? text : safe.toString();
    }

    /** JSON text with each character that {@link #line} would change written as an escape, so that it can be printed as it is. */
    public static String json(String json) {
        StringBuilder safe = null;
        for (int i = 0; i < json.length(); ) {
            int point = json.codePointAt(i);
            int length = Character.charCount(point);
            if (!isPrintable(point)) {
                if (safe == null) {
                    safe = new StringBuilder(json.length() + 16).append(json, 0, i);
                }
                for (int unit = i; unit < i + length; unit++) {
                    safe.append(String.format("\\u%04x", (int) json.charAt(unit)));
                }
            } else if (safe != null) {
                safe.appendCodePoint(point);
            }
            i += length;
        }
        return safe == null ? json : safe.toString();
    }

    private static boolean isPrintable(int point) {
        if (point < 0x20 || (point >= 0x7F && point < 0xA0)) {
            return false;
        }
        if (point < 0xAD) {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // joins emoji and letters of several scripts; harmless without the bidirectional ones
            case Character.FORMAT -> point == 0x200D || (point >= 0xE0020 && point <= 0xE007F);
            default -> true;
        };
    }
}
