package org.contextagent.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;

/** What to say of an option that does not exist. */
final class Nearest {

    private static final int MAX_NAME = 64;

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

    /** How many letters must be put in, taken out or changed (Levenshtein). */
    static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[other.length()];
    }
}
