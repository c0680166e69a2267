package org.contextagent.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers the changes, tells them to the listeners, and keeps the newest ones for listeners that are away.
 *
 * <p>The store calls it under its lock, but for {@link #last()} and {@link #describe()}, which are for any thread.
 */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final int capacity;
    private final Deque<StateChange> history = new ArrayDeque<>();
    private final List<Bound> bound = new CopyOnWriteArrayList<>();
    private final Map<String, Long> away;
    private volatile long last;

    /**
     * @param history so many changes are kept for listeners that are away
     * @param away so many listeners that are away are remembered
     */
    Listeners(int history, int away) {
        capacity = history;
        this.away = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > away;
            }
        };
    }

    /** Makes the next change of a key and tells it to all. */
    StateChange tell(StateKey key, Optional<State> before, State after, List<FactChange> changes) {
        StateChange change = new StateChange(last + 1, key, before, after, changes);
        if (history.size() == capacity) {
            history.removeFirst();
        }
        history.addLast(change);
        last = change.number();
        bound.forEach(listener -> listener.tell(change));
        return change;
    }

    /** Tells all that a key is gone. */
    void forgotten(StateKey key) {
        bound.forEach(listener -> listener.forgotten(key));
    }

    /** Lets a listener in and tells it what it missed, as far as that is still known. */
    void add(ChangeListener listener, String name) {
        Long told = away.remove(name);
        long oldest = history.isEmpty() ? last + 1 : history.getFirst().number();
        if (told != null && told + 1 < oldest) {
            LOG.warn(
                    "The listener '{}' was away for longer than changes are kept: it missed {} of them, numbers {} to {};"
                            + " what it shows of that time is incomplete",
                    name,
                    oldest - told - 1,
                    told + 1,
                    oldest - 1);
        }
        Bound newcomer = new Bound(listener, name, told == null ? 0 : told);
        bound.add(newcomer);
        history.stream().filter(change -> change.number() > newcomer.told).forEach(newcomer::tell);
    }

    /** Lets a listener go and remembers how far it got. */
    void remove(ChangeListener listener) {
        bound.stream().filter(candidate -> candidate.listener == listener).forEach(gone -> {
            bound.remove(gone);
            away.remove(gone.name);
            away.put(gone.name, gone.told);
        });
    }

    /** The number of the newest change, 0 before the first. */
    long last() {
        return last;
    }

    /** Names of the listeners that failed at the last thing they were told. */
    List<String> failing() {
        return bound.stream()
                .filter(listener -> listener.failing)
                .map(listener -> listener.name)
                .toList();
    }

    /** For each listener its name, how far it got and how often it failed. */
    List<Map<String, Object>> describe() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Bound listener : bound) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", listener.name);
            one.put("told", listener.told);
            one.put("failures", listener.failures);
            all.add(one);
        }
        return all;
    }

    /** A listener that is there. Written under the store's lock, read by anybody. */
    private static final class Bound {

        private final ChangeListener listener;
        private final String name;
        private volatile long told;
        private volatile long failures;
        private volatile boolean failing;

        Bound(ChangeListener listener, String name, long told) {
            this.listener = listener;
            this.name = name;
            this.told = told;
        }

        void tell(StateChange change) {
            guarded(() -> listener.changed(change));
            told = change.number();
        }

        void forgotten(StateKey key) {
            guarded(() -> listener.forgotten(key));
        }

        /** A listener is foreign code and may fail in any way; neither the store nor the other listeners may. */
        private void guarded(Runnable call) {
            try {
                call.run();
                failing = false;
            } catch (Throwable e) {
                long before = failures;
                failures = before + 1;
                failing = true;
                if (before == 0) {
                    LOG.error(
                            "The listener '{}' failed; the change counts as told. More of it is logged at DEBUG",
                            name,
                            e);
                } else {
                    LOG.debug("The listener '{}' failed again", name, e);
                }
            }
        }
    }
}
