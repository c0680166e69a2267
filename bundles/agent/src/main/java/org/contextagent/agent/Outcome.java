package org.contextagent.agent;

import java.time.Duration;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of a call of a sensor: facts or a problem.
 *
 * @param facts what it said; null when there is a problem
 * @param problem why it said nothing, as one short line that is safe to print; null when it did
 * @param took how long the call took; null when there was none
 */
record Outcome(
        @Nullable Facts facts,
        @Nullable String problem,
        @Nullable Duration took) {

    private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

    private static final int LONGEST_PROBLEM = 160;

    /** A question to a sensor. */
    interface Question {
        @Nullable
        Facts ask() throws Exception;
    }

    static Outcome problem(String problem, @Nullable Duration took) {
        return new Outcome(null, problem, took);
    }

    /** There was no answer in that time. */
    static Outcome late(Duration limit) {
        double seconds = limit.toNanos() / 1e9;
        String text = seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
        return problem("no answer within " + text + " s", null);
    }

    /**
     * Asks, and makes an outcome of whatever happens: a sensor is foreign code that may go away in the middle of a call, so even
     * a linkage error is no more than its failure. The thread stays interrupted when it was.
     */
    static Outcome of(Question question) {
        long begin = System.nanoTime();
        Facts facts = null;
        String problem = null;
        try {
            facts = question.ask();
            if (facts == null) {
                problem = "gave no reading";
            }
        } catch (Throwable e) {
            LOG.debug("A sensor failed", e);
            problem = described(e);
        }
        return new Outcome(facts, problem, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static String described(Throwable e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return "was interrupted";
        }
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return "failed: " + e.getClass().getSimpleName();
        }
        return shortened(e instanceof SensorException ? message : "failed: " + message);
    }

    private static String shortened(String text) {
        String line = SafeText.line(text).strip();
        if (line.length() <= LONGEST_PROBLEM) {
            return line;
        }
        int end =
                Character.isHighSurrogate(line.charAt(LONGEST_PROBLEM - 2)) ? LONGEST_PROBLEM - 2 : LONGEST_PROBLEM - 1;
        return line.substring(0, end) + '…';
    }
}
