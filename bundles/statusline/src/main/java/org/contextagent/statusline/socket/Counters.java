package org.contextagent.statusline.socket;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened at the socket.
 *
 * @param answers how long answers to documents took, from the whole request to the whole answer
 * @param commands that were run
 * @param refused connections without the token, over the number or not in time
 */
record Counters(Latencies answers, LongAdder commands, LongAdder refused) {

    Counters() {
        this(new Latencies(), new LongAdder(), new LongAdder());
    }

    /** The warm-up's own requests do not count. */
    void reset() {
        answers.reset();
        commands.reset();
        refused.reset();
    }
}
