package org.contextagent.shell.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.state.StateStore;

/** Keeps the states that a test gives it. */
public final class FakeStateStore implements StateStore {

    private final Map<StateKey, State> states = new LinkedHashMap<>();

    @Override
    public Optional<StateChange> accept(StateKey key, State next) {
        states.put(key, next);
        return Optional.empty();
    }

    @Override
    public void adopt(StateKey key, State state) {
        states.put(key, state);
    }

    @Override
    public void forget(StateKey key) {
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
        return current(key).stream().toList();
    }

    @Override
    public Set<StateKey> keys() {
        return Set.copyOf(states.keySet());
    }
}
