package org.contextagent.agent;

import java.util.Optional;
import java.util.Set;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.jspecify.annotations.Nullable;

/** The states that a workspace has and had told. Changed by the {@link Publisher} alone; the newest can be read at any time. */
final class WorkspaceStates {

    private final StateKey key;
    private volatile @Nullable State state;
    private volatile Facts base = Facts.NONE;
    private @Nullable State told;
    private boolean everRead;
    private boolean dropped;
    private @Nullable Facts restored;
    private long restoredUntil;

    WorkspaceStates(StateKey key) {
        this.key = key;
    }

    StateKey key() {
        return key;
    }

    /** The newest state; nothing when no sensor ever gave a reading. */
    Optional<State> state() {
        return Optional.ofNullable(state);
    }

    /** What is known of the folder for every session in it. */
    Facts base() {
        return base;
    }

    void base(Facts facts) {
        base = facts;
    }

    void now(State next) {
        state = next;
    }

    /** What the state store was last given. */
    Optional<State> lastTold() {
        return Optional.ofNullable(told);
    }

    /** The state store has the newest state. */
    void told() {
        told = state;
    }

    boolean isDropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
    }

    /** Whether a sensor ever gave a reading. */
    boolean isRead(TargetSlots slots) {
        everRead = everRead || slots.hasReading();
        return everRead;
    }

    /** Starts with a state that was told before this agent was there. */
    void restore(State before) {
        state = before;
        told = before;
        restored = before.facts();
        restoredUntil = System.nanoTime() + TargetSlots.GRACE.toNanos();
        Facts.Builder ofFolder = Facts.builder();
        before.facts().asMap().forEach((name, value) -> {
            if (isOfFolder(name)) {
                ofFolder.put(name, value);
            }
        });
        base = ofFolder.build();
    }

    /** Whether a fact is of a workspace's folder, whoever else is in it. */
    static boolean isOfFolder(String name) {
        return name.startsWith("workspace.") || isStale(name);
    }

    private static boolean isStale(String name) {
        return name.startsWith(Fact.STALE + ".");
    }

    /**
     * Whether the restored state still stands in for the facts: a fact of it is missing and a sensor that has not spoken yet, or
     * is about to come back, may have it.
     *
     * @param spoken all sensors that are there have spoken
     */
    boolean isRestored(Facts facts, boolean spoken) {
        Facts before = restored;
        if (before == null) {
            return false;
        }
        Set<String> present = facts.asMap().keySet();
        boolean missing = before.asMap().keySet().stream().anyMatch(name -> !isStale(name) && !present.contains(name));
        boolean early = System.nanoTime() - restoredUntil < 0 || !spoken;
        if (missing && early) {
            return true;
        }
        restored = null;
        return false;
    }
}
