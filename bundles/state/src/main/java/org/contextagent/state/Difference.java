package org.contextagent.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.Facts;

/** What differs between two sets of facts. */
final class Difference {

    private Difference() {}

    /** Each fact that differs, came or went, in the order of the names. */
    static List<FactChange> between(Facts before, Facts after) {
        SortedMap<String, Object> olds = before.asMap();
        SortedMap<String, Object> news = after.asMap();
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
}
