package org.contextagent.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.state.State;

/**
 * What is kept of one key; immutable, so that anybody may read it while the next one is made.
 *
 * @param came tells the order in which the keys came
 * @param touched tells the order in which the keys last got a state
 * @param states newest first, never empty; two neighbours always differ in a fact
 */
record Kept(long came, long touched, List<State> states) {

    /** So many states of a key are kept, the current one included. */
    static final int HISTORY = 50;

    static Kept first(long now, State state) {
        return new Kept(now, now, List.of(state));
    }

    /** With a new current state; the old one becomes the previous one unless the two differ in the time and the line alone. */
    Kept with(long now, State next) {
        List<State> before = next.differsFrom(current()) ? states : states.subList(1, states.size());
        List<State> newest = new ArrayList<>(Math.min(HISTORY, before.size() + 1));
        newest.add(next);
        newest.addAll(before.subList(0, Math.min(HISTORY - 1, before.size())));
        return new Kept(came, now, List.copyOf(newest));
    }

    State current() {
        return states.get(0);
    }

    Optional<State> previous() {
        return states.size() > 1 ? Optional.of(states.get(1)) : Optional.empty();
    }
}
