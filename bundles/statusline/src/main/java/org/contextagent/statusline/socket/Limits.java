package org.contextagent.statusline.socket;

import java.time.Duration;

/**
 * What nobody who connects can go beyond.
 *
 * @param connections most that are served at once
 * @param request time to send the request
 * @param farewell time that a command still has when its caller sends nothing more: it may only have closed its sending side, or
 *     be gone
 * @param reading time within which a caller takes some of an answer that waits for it
 * @param agents time that the announcement waits for the agent's services
 * @param warmUp time that the warm-up may take
 * @param retry time between tries to hand over documents that wait
 */
record Limits(
        int connections,
        Duration request,
        Duration farewell,
        Duration reading,
        Duration agents,
        Duration warmUp,
        Duration retry) {

    static final Limits STANDARD = new Limits(
            64,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1));

    /** Longest request line in bytes of UTF-8. */
    static final int REQUEST_BYTES = 1 << 20;

    /** Bytes of long lines that all connections together may hold. */
    static final int MEMORY_BYTES = 12 << 20;

    /** Longest line that a caller types to a running command, in bytes of UTF-8. */
    static final int INPUT_BYTES = 1 << 16;
}
