package org.contextagent.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The effective configuration in forms that can be read back. */
final class Export {

    private static final Pattern BARE = Pattern.compile("[\\p{Alnum}_./:@%+,=-]+");

    private Export() {}

    /** What a {@code .json} file of layer FILE would hold. */
    static String json(Map<String, Object> values) {
        return JsonSyntax.write(values);
    }

    /** Assignments that a POSIX shell and the usual readers of {@code .env} files take for the same values. */
    static String env(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(entry -> "CONTEXT_AGENT_" + entry.getKey().toUpperCase(Locale.ROOT) + "="
                        + quoted(entry.getValue().toString()) + "\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String text) {
        if (BARE.matcher(text).matches()) {
            return text;
        }
        // in single quotes nothing is special, but a single quote cannot stand there
        if (text.indexOf('\'') < 0) {
            return "'" + text + "'";
        }
        return '"' + text.replaceAll("([\\\\\"$`])", "\\\\$1") + '"';
    }
}
