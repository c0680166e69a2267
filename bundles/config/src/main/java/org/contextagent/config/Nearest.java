package org.contextagent.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;

/** What to say of an option that does not exist. */
final class Nearest {

    private static final int MAX_NAME = 64;
    private static final int MISSING = 1;
    private static final int WRONG = 4;

    private Nearest() {}

    /** A message that names the unknown option and the one that is written most alike. */
    static String message(String unknown) {
        String safe = SafeText.line(unknown);
        String name = safe.length() <= MAX_NAME ? safe : safe.substring(0, MAX_NAME) + "…";
        return "unknown option '" + name + "'; the nearest is " + to(name).key();
    }

    private static Option to(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(Option.values())
                .min(Comparator.comparingInt(option -> distance(lower, option.key())))
                .orElseThrow();
    }

    /**
     * How far a written name is from a right one (Levenshtein, weighted): to leave letters out, or words, is the mistake that
     * is made most.
     */
    static int distance(String written, String right) {
        int[] above = new int[right.length() + 1];
        Arrays.setAll(above, j -> j * MISSING);
        for (int i = 1; i <= written.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i * WRONG;
            for (int j = 1; j <= right.length(); j++) {
                int changed = above[j - 1] + (written.charAt(i - 1) == right.charAt(j - 1) ? 0 : WRONG);
                row[j] = Math.min(changed, Math.min(above[j] + WRONG, row[j - 1] + MISSING));
            }
            above = row;
        }
        return above[right.length()];
    }
}
