package org.contextagent.sensor.git.disk;

import java.io.IOException;
import java.util.Map;

/** Keeps answers for as long as what they rest on holds. For any thread. */
public final class Memo<K, V> {

    /** Finds an answer. */
    @FunctionalInterface
    public interface Finder<K, V> {
        V find(K question, Trail trail) throws IOException;
    }

    private record Kept<V>(V answer, Evidence evidence) {}

    private final Map<K, Kept<V>> kept;
    private final Finder<K, V> finder;

    /** @param size how many answers are kept; the one that was not asked for the longest goes first */
    public Memo(int size, Finder<K, V> finder) {
        this.finder = finder;
        kept = Bounded.map(size);
    }

    /** The answer, with what it rests on noted in the trail, also when it fails. */
    public V get(K question, Trail trail) throws IOException {
        Kept<V> known = kept.get(question);
        if (known == null || !known.evidence().holds(trail.disk())) {
            known = find(question, trail);
        }
        trail.rely(known.evidence());
        return known.answer();
    }

    /** How many answers are kept now. */
    public int size() {
        return kept.size();
    }

    private Kept<V> find(K question, Trail trail) throws IOException {
        Trail own = new Trail(trail.disk());
        try {
            Kept<V> found = new Kept<>(finder.find(question, own), own.evidence());
            kept.put(question, found);
            return found;
        } catch (IOException e) {
            trail.rely(own.evidence());
            throw e;
        }
    }
}
