package org.contextagent.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a condition, never for a time. */
public final class Eventually {

    /** Long enough for the slowest machine; a test that passes does not notice it. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    /** Waits until it is true. */
    public static void holds(String what, Callable<Boolean> condition) throws Exception {
        equal(true, condition, what);
    }

    /**
     * Waits until it is true.
     *
     * @param otherwise says, when it is not true in time, what was there instead
     */
    public static void holds(String what, Callable<Boolean> condition, Supplier<String> otherwise) throws Exception {
        try {
            holds(what, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + otherwise.get(), e);
        }
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
