package org.contextagent.api.state;

import java.math.BigInteger;

/**
 * How full a model's context window is. Negative counts become 0 and the percentage is held to 0..100.
 *
 * @param maxTokens size of the window in tokens
 * @param tokensUsed tokens of it in use
 * @param usagePct used part in whole percent
 */
public record ContextWindow(long maxTokens, long tokensUsed, int usagePct) {

    /** The window's size when nobody tells it, in tokens. */
    public static final long DEFAULT_MAX_TOKENS = 200_000;

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    public ContextWindow {
        maxTokens = Math.max(0, maxTokens);
        tokensUsed = Math.max(0, tokensUsed);
        usagePct = Math.max(0, Math.min(100, usagePct));
    }

    /** With the percentage computed: used * 100 / max rounded down, 0 when max is 0. */
    public static ContextWindow of(long maxTokens, long tokensUsed) {
        return new ContextWindow(maxTokens, tokensUsed, percent(maxTokens, tokensUsed));
    }

    private static int percent(long maxTokens, long tokensUsed) {
        if (maxTokens <= 0 || tokensUsed <= 0) {
            return 0;
        }
        // used * 100 may be more than a long holds
        BigInteger percent = BigInteger.valueOf(tokensUsed).multiply(HUNDRED).divide(BigInteger.valueOf(maxTokens));
        return percent.min(HUNDRED).intValue();
    }
}
