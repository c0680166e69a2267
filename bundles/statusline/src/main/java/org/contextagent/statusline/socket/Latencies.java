package org.contextagent.statusline.socket;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long the last requests took; writing is one store. For any thread. */
final class Latencies {

    private static final int WINDOW = 1_024;

    private final AtomicLongArray nanos = new AtomicLongArray(WINDOW);
    private final AtomicLong count = new AtomicLong();

    void add(long durationNanos) {
        nanos.set((int) (count.getAndIncrement() % WINDOW), durationNanos);
    }

    /** How many there were since the start or the last reset. */
    long count() {
        return count.get();
    }

    void reset() {
        count.set(0);
    }

    /** The duration in microseconds that such a part of the last requests did not exceed; 0 without any. */
    long micros(double part) {
        long[] window = new long[(int) Math.min(WINDOW, count.get())];
        if (window.length == 0) {
            return 0;
        }
        Arrays.setAll(window, nanos::get);
        Arrays.sort(window);
        return window[Math.max(0, (int) Math.ceil(part * window.length) - 1)] / 1_000;
    }
}
