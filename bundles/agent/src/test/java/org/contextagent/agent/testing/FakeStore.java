package org.contextagent.agent.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.state.StateStore;

/** A state store that keeps the current states and writes down what it tells and what it does not. */
public final class FakeStore implements StateStore {

    private final Map<StateKey, State> states = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<StateChange> told = new ArrayList<>();
    private int adopted;
    private volatile boolean refuses;

    @Override
    public synchronized Optional<StateChange> accept(StateKey key, State next) {
        if (refuses) {
            throw new IllegalStateException("refused");
        }
        Optional<State> before = Optional.ofNullable(states.put(key, next));
        if (before.isPresent() && !next.differsFrom(before.get())) {
            return Optional.empty();
        }
        StateChange change = new StateChange(told.size() + 1L, key, before, next, List.of());
        told.add(change);
        return Optional.of(change);
    }

    @Override
    public synchronized void adopt(StateKey key, State state) {
        states.put(key, state);
        adopted++;
    }

    @Override
    public synchronized void forget(StateKey key) {
        states.remove(key);
    }

    @Override
    public Optional<State> current(StateKey key) {
        return Optional.ofNullable(states.get(key));
    }

    @Override
    public Optional<State> previous(StateKey key) {
        return Optional.empty();
    }

    @Override
    public List<State> history(StateKey key) {
        return List.of();
    }

    @Override
    public Set<StateKey> keys() {
        synchronized (states) {
            return new LinkedHashSet<>(states.keySet());
        }
    }

    public void refuses(boolean now) {
        refuses = now;
    }

    public synchronized List<StateChange> told() {
        return List.copyOf(told);
    }

    /** The values of a fact that were told of a key, in order; {@code -} where it was missing. */
    public List<String> told(StateKey key, String fact) {
        return told().stream()
                .filter(change -> change.key().equals(key))
                .map(change ->
                        change.after().facts().get(fact).map(Object::toString).orElse("-"))
                .toList();
    }

    public List<StateChange> told(StateKey key) {
        return told().stream().filter(change -> change.key().equals(key)).toList();
    }

    public synchronized int adopted() {
        return adopted;
    }
}
