package org.contextagent.api.state;

import java.util.List;
import java.util.Optional;

/**
 * A step from one state to the next.
 *
 * @param number counts the changes of one state store, from 1, without gaps
 * @param key whose state changed
 * @param before the state before; nothing for the first one
 * @param after the state now
 * @param changes each fact that differs; empty for the first state
 */
public record StateChange(long number, StateKey key, Optional<State> before, State after, List<FactChange> changes) {

    public StateChange {
        changes = List.copyOf(changes);
    }

    public boolean isInitial() {
        return before.isEmpty();
    }
}
