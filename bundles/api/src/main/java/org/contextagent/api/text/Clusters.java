package org.contextagent.api.text;

/**
 * Walks over a text by what a terminal shows as one character: a base with its marks, an emoji of several code points, a flag.
 * For one thread.
 */
final class Clusters {

    /** Longest cluster in code points; what follows counts as one of its own, so that no pile of marks is without an end. */
    static final int MAX_POINTS = 32;

    private static final int VARIATION_SELECTOR_16 = 0xFE0F;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private final String text;
    private int end;
    private int columns;
    private int points;

    Clusters(String text) {
        this.text = text;
    }

    /** Goes on to the next cluster; says whether there is one. */
    boolean next() {
        if (end >= text.length()) {
            return false;
        }
        int base = text.codePointAt(end);
        boolean pictograph = CodePoints.PICTOGRAPHS.contains(base);
        boolean flag = isRegionalIndicator(base);
        boolean joined = false;
        columns = columns(base);
        points = 1;
        end += Character.charCount(base);
        while (end < text.length() && points < MAX_POINTS) {
            int point = text.codePointAt(end);
            if (CodePoints.ZERO_WIDTH.contains(point)) {
                if (point == VARIATION_SELECTOR_16 && columns == 1) {
                    columns = 2;
                }
                joined = point == ZERO_WIDTH_JOINER;
            } else if (pictograph && (isSkinTone(point) || (joined && CodePoints.PICTOGRAPHS.contains(point)))) {
                columns = 2;
                joined = false;
            } else if (flag && points == 1 && isRegionalIndicator(point)) {
                columns = 2;
            } else {
                break;
            }
            points++;
            end += Character.charCount(point);
        }
        return true;
    }

    /** Where the cluster ends in the text. */
    int end() {
        return end;
    }

    /** How many columns it takes: 0, 1 or 2. */
    int columns() {
        return columns;
    }

    /** How many code points it has. */
    int points() {
        return points;
    }

    private static int columns(int point) {
        if (point < 0x300) {
            return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xAD ? 0 : 1;
        }
        if (CodePoints.ZERO_WIDTH.contains(point) || CodePoints.INVISIBLE.contains(point)) {
            return 0;
        }
        return CodePoints.WIDE.contains(point) ? 2 : 1;
    }

    private static boolean isRegionalIndicator(int point) {
        return point >= 0x1F1E6 && point <= 0x1F1FF;
    }

    private static boolean isSkinTone(int point) {
        return point >= 0x1F3FB && point <= 0x1F3FF;
    }
}
