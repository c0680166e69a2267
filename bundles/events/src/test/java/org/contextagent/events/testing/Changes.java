package org.contextagent.events.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;

/** Stands in for the state store: numbers the changes and tells one listener, one at a time. */
public final class Changes {

    private final ChangeListener listener;
    private final Map<StateKey, State> states = new HashMap<>();
    private long number;

    public Changes(ChangeListener listener) {
        this.listener = listener;
    }

    public static State state(Map<String, ?> facts) {
        return new State("0.1.0", Facts.of(facts), "", Instant.EPOCH, State.SENSOR_VERSION);
    }

    /** The step from one state to another. */
    public static StateChange between(StateKey key, Optional<State> before, State after) {
        return change(1, key, before, after);
    }

    private static StateChange change(long number, StateKey key, Optional<State> before, State after) {
        List<FactChange> changes = new ArrayList<>();
        before.ifPresent(old -> {
            Map<String, Object> olds = old.facts().asMap();
            Map<String, Object> news = after.facts().asMap();
            TreeSet<String> names = new TreeSet<>(olds.keySet());
            names.addAll(news.keySet());
            names.stream()
                    .filter(name -> !Objects.equals(olds.get(name), news.get(name)))
                    .forEach(name -> changes.add(new FactChange(name, olds.get(name), news.get(name))));
        });
        return new StateChange(number, key, before, after, changes);
    }

    public synchronized void accept(StateKey key, Map<String, ?> facts) {
        State after = state(facts);
        StateChange change = change(++number, key, Optional.ofNullable(states.put(key, after)), after);
        listener.changed(change);
    }
}
