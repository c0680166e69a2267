package org.contextagent.events;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.contextagent.api.event.ContextEvent;
import org.jspecify.annotations.Nullable;

/** The newest events in the places that their numbers give them. One thread at a time adds, any number read without a lock. */
final class EventRing {

    private final AtomicReferenceArray<@Nullable ContextEvent> places;
    private volatile long newest;

    EventRing(int capacity) {
        places = new AtomicReferenceArray<>(capacity);
    }

    /** Adds the event with the number after the one added last. */
    void add(ContextEvent event) {
        places.set(place(event.seq()), event);
        newest = event.seq();
    }

    /**
     * The newest events that are wanted, oldest first.
     *
     * @param after only those with a number above this
     * @param before only those with a number below this
     * @param limit at most so many
     */
    List<ContextEvent> read(long after, long before, Predicate<ContextEvent> wanted, int limit) {
        List<ContextEvent> found = new ArrayList<>();
        for (long seq = Math.min(newest, before - 1); seq > after && found.size() < limit; seq--) {
            ContextEvent event = places.get(place(seq));
            if (event == null || event.seq() != seq) {
                break; // from here on back there is none, or a newer one took the place
            }
            if (wanted.test(event)) {
                found.add(event);
            }
        }
        Collections.reverse(found);
        return found;
    }

    private int place(long seq) {
        return (int) (seq % places.length());
    }
}
