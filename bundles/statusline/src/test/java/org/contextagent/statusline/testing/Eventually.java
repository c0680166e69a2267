package org.contextagent.statusline.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, never for a time. */
public final class Eventually {

    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Eventually() {}

    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void eventually(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                fail("not in time: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
