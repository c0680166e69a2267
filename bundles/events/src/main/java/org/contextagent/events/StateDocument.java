package org.contextagent.events;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.contextagent.api.state.State;

/**
 * A state's document that is made anew whenever it is read. So the log of events holds the states, which it shares with the
 * state store, in place of trees of maps; and what one handler does to a document no other one sees.
 */
final class StateDocument extends AbstractMap<String, Object> {

    private final State state;

    StateDocument(State state) {
        this.state = state;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return Collections.unmodifiableMap(state.toDocument()).entrySet();
    }
}
