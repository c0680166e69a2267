package org.contextagent.events;

import java.time.Duration;

/** Lets through what may be logged only once in a while. For any thread. */
final class Seldom {

    private static final Duration PAUSE = Duration.ofMinutes(10);

    private boolean ever;
    private long last;

    /** Whether it is time again. */
    synchronized boolean now() {
        long time = System.nanoTime();
        if (ever && time - last < PAUSE.toNanos()) {
            return false;
        }
        ever = true;
        last = time;
        return true;
    }
}
