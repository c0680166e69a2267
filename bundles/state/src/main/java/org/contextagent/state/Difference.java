package org.contextagent.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;

/** What differs between two states, and what does not. */
final class Difference {

    private Difference() {}

    /** Each fact that differs, came or went, in the order of the names; none without a state before. */
    static List<FactChange> between(Optional<State> before, State after) {
        if (before.isEmpty()) {
            return List.of();
        }
        SortedMap<String, Object> olds = before.get().facts().asMap();
        SortedMap<String, Object> news = after.facts().asMap();
        Set<String> names = new TreeSet<>(olds.keySet());
        names.addAll(news.keySet());
        List<FactChange> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(olds.get(name), news.get(name))) {
                changes.add(new FactChange(name, olds.get(name), news.get(name)));
            }
        }
        return changes;
    }

    /**
     * The same state as {@code next}, with all that did not change taken from the one before: the histories and the log of
     * events hold thousands of states that differ in a fact or two.
     */
    static State sharing(State before, State next, List<FactChange> changes) {
        Facts.Builder changed = Facts.builder();
        for (FactChange change : changes) {
            if (change.newValue() == null) {
                return next;
            }
            changed.put(change.name(), change.newValue());
        }
        return new State(
                next.agentVersion(),
                before.facts().overlaid(changed.build()),
                next.display(),
                next.lastUpdated(),
                next.sensorVersion());
    }
}
