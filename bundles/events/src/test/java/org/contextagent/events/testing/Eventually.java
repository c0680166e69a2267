package org.contextagent.events.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come, with a deadline that only a failure reaches. */
public final class Eventually {

    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    public static void until(BooleanSupplier condition) {
        until(condition, () -> "it did not happen");
    }

    public static void until(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
