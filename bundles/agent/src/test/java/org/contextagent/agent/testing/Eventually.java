package org.contextagent.agent.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** Waits for what must come true in the end. */
public final class Eventually {

    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private Eventually() {}

    public static void holds(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                Assertions.fail("never came true: " + what);
            }
            pause();
        }
    }

    public static void equal(Object expected, Supplier<?> actual) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        Object last = actual.get();
        while (!expected.equals(last)) {
            if (System.nanoTime() - end > 0) {
                Assertions.assertEquals(expected, last);
            }
            pause();
            last = actual.get();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
