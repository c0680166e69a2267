package org.contextagent.agent;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;

/** Makes one set of facts of what several sensors said. */
final class Merger {

    /** What one sensor said of a target. */
    record Contribution(BoundSensor sensor, Reading reading) {}

    private static final Comparator<Contribution> WORST_FIRST =
            Comparator.comparing(Contribution::sensor, BoundSensor.BEST_FIRST.reversed());

    private Merger() {}

    /** Where two sensors give the same fact the better one wins; then a fact for each reading that is an old one. */
    static Facts merged(Collection<Contribution> contributions) {
        List<Contribution> ordered = contributions.stream().sorted(WORST_FIRST).toList();
        Facts facts = Facts.NONE;
        for (Contribution contribution : ordered) {
            facts = facts.overlaid(contribution.reading().facts());
        }
        Facts.Builder stale = Facts.builder();
        for (Contribution contribution : ordered) {
            stale.put(
                    Fact.STALE + "." + contribution.sensor().name(),
                    contribution.reading().stale());
        }
        return facts.overlaid(stale.build());
    }
}
