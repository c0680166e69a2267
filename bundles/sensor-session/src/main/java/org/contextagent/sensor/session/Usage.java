package org.contextagent.sensor.session;

import java.time.Instant;
import java.util.OptionalLong;
import org.contextagent.api.state.ContextWindow;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;

/**
 * How full the context window was when a document last told it; at least one of both figures is there.
 *
 * @param tokens tokens in use
 * @param percent the tool's own percentage, 0 to 100
 */
record Usage(OptionalLong tokens, OptionalLong percent) {

    /** What counts for a document without a session that tells nothing. */
    static final Usage ZERO = new Usage(OptionalLong.of(0), OptionalLong.empty());

    /**
     * The usage in a session, with what is needed to go on showing it when the tool tells none.
     *
     * @param usage what was told
     * @param window size of the window at that time
     * @param at when
     */
    record Told(Usage usage, long window, Instant at) {

        /** The facts of it in a window of the given size; the tool's percentage is that of the window it was told for. */
        void addTo(Facts.Builder facts, long size) {
            OptionalLong tokens = usage.tokens();
            tokens.ifPresent(used -> facts.put(Fact.TOKENS_USED, used));
            if (usage.percent().isPresent() && (size == window || tokens.isEmpty())) {
                facts.put(Fact.USAGE_PCT, usage.percent().getAsLong());
            } else if (tokens.isPresent()) {
                facts.put(
                        Fact.USAGE_PCT,
                        ContextWindow.of(size, tokens.getAsLong()).usagePct());
            }
        }
    }
}
