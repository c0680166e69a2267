package org.contextagent.config;

import java.util.Arrays;
import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;

/** Says where and why a text is not well formed without quoting from it, as what stands there can be a secret. */
final class SyntaxProblem {

    private static final int SHORTEST_QUOTE = 4;
    private static final int MAX_REASON = 200;

    private SyntaxProblem() {}

    /**
     * @param syntax the name of the syntax
     * @param line counted from 1
     * @param column counted from 1
     * @param reason what the parser says; left out when it quotes the line
     */
    static ConfigFileException at(String syntax, String text, int line, int column, String reason) {
        String safe = SafeText.line(reason);
        boolean said = !safe.isBlank() && safe.length() <= MAX_REASON && !quotes(safe, text, line);
        return new ConfigFileException("it is not well-formed " + syntax + " at line " + line + ", column " + column
                + (said ? ": " + safe : ""));
    }

    private static boolean quotes(String reason, String text, int line) {
        String source = text.lines().skip(Math.max(0, line - 1L)).findFirst().orElse("");
        return Arrays.stream(source.split("[^\\p{L}\\p{N}_]+"))
                .filter(word -> word.length() >= SHORTEST_QUOTE)
                .filter(word -> Option.ofKey(word).isEmpty())
                .anyMatch(reason::contains);
    }
}
