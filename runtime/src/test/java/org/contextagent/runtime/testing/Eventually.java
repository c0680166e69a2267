package org.contextagent.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, never for a time. */
public final class Eventually {

    /** Long enough for the slowest machine; a test that passes does not notice it. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    /** Waits until it is true. */
    public static void holds(String what, Callable<Boolean> condition) throws Exception {
        equal(true, condition, what);
    }

    /** Waits until what is found equals what is expected; fails with the last that was found. */
    public static <T> void equal(T expected, Callable<T> found, String what) throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        T last = found.call();
        while (!expected.equals(last) && System.nanoTime() < deadline) {
            Thread.sleep(20);
            last = found.call();
        }
        assertEquals(expected, last, what);
    }
}
