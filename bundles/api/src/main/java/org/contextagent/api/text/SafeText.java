package org.contextagent.api.text;

/**
 * What is safe to print. Everything foreign (paths, names of branches, models, text of tools and servers) goes through here
 * before a terminal, a log or a page sees it. All methods take a time that grows with the text's length and no faster.
 */
public final class SafeText {

    /** What stands in place of a character that is not printed. */
    public static final char REPLACEMENT = '\uFFFD';

    /** What stands at the end of a text that was cut. */
    public static final char ELLIPSIS = '…';

    /** The most code points for each column of a cut text; an emoji of a family with skin tones has 10 for its two. */
    private static final int MAX_POINTS_PER_COLUMN = 8;

    private SafeText() {}

    /**
     * One line of printable text: line ends and tabs become a space; other control characters (C0, DEL, C1), bidirectional
     * controls, zero-width characters, line and paragraph separators and lone surrogates are left out. The zero-width joiner,
     * variation selectors and tags stay, emoji are made of them.
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
        if (point < 0xA0) {
            return point >= 0x20 && point < 0x7F;
        }
        return !Character.isSurrogate((char) Math.min(point, Character.MAX_VALUE))
                && !CodePoints.INVISIBLE.contains(point);
    }

    /**
     * How many columns of a terminal a text takes: none for what combines with the character before it and for what is not
     * printed, two for wide letters and emoji, also those of several code points and flags, else one.
     */
    public static int width(String text) {
        int width = 0;
        for (Clusters clusters = new Clusters(text); clusters.next(); ) {
            width += clusters.columns();
        }
        return width;
    }

    /**
     * The text, if it takes no more than so many columns and has no pile of combining marks that is out of all proportion to them;
     * else as much of its start as there is room for with {@link #ELLIPSIS} behind it. No character of several code points is
     * cut apart.
     */
    public static String cut(String text, int columns) {
        if (columns < 1) {
            return "";
        }
        // a text has no more columns and no more code points than UTF-16 units times two
        if (text.length() <= columns / 2) {
            return text;
        }
        long maxPoints = (long) columns * MAX_POINTS_PER_COLUMN;
        int width = 0;
        long points = 0;
        int fits = 0;
        for (Clusters clusters = new Clusters(text); clusters.next(); ) {
            width += clusters.columns();
            points += clusters.points();
            if (width > columns || points > maxPoints) {
                return text.substring(0, fits) + ELLIPSIS;
            }
            if (width < columns) {
                fits = clusters.end();
            }
        }
        return text;
    }
}
