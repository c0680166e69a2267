package org.contextagent.agent;

import java.util.Optional;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.jspecify.annotations.Nullable;

/** The states that a session has and had told. Changed by the {@link Publisher} alone; the newest can be read at any time. */
final class SessionStates {

    private final StateKey key;
    private volatile @Nullable State state;
    private Facts own = Facts.NONE;
    private @Nullable WorkspaceStates home;
    private Facts toldOwn = Facts.NONE;
    private @Nullable WorkspaceStates toldHome;
    private boolean dropped;
    private @Nullable Facts restored;

    SessionStates(StateKey key) {
        this.key = key;
    }

    StateKey key() {
        return key;
    }

    /** The newest state; nothing when it was not published yet. */
    Optional<State> state() {
        return Optional.ofNullable(state);
    }

    void now(State next) {
        state = next;
    }

    boolean isDropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
    }

    /** The session itself says this now, in that folder. */
    void own(Facts facts, WorkspaceStates folder) {
        own = facts;
        home = folder;
    }

    /** Whether the newest state is made of this folder's facts. */
    boolean isIn(WorkspaceStates folder) {
        return home == folder;
    }

    /** What holds now: the session's own facts over its folder's. */
    Facts facts() {
        return home == null ? own : home.base().overlaid(own);
    }

    /** The state store has the newest state. */
    void told() {
        toldOwn = own;
        toldHome = home;
    }

    /** What the state store was last told, as it reads with what the folder's sensors say now; nothing when it never was. */
    Optional<Facts> lastTold() {
        return toldHome == null ? Optional.empty() : Optional.of(toldHome.base().overlaid(toldOwn));
    }

    /**
     * Starts with a state that was told before this agent was there.
     *
     * @param ofFolder what was known of the folder when the state was made; of the state's facts these are not the session's own
     */
    void restore(State before, Facts ofFolder, WorkspaceStates folder) {
        Facts.Builder facts = Facts.builder();
        before.facts().asMap().forEach((name, value) -> {
            boolean folders = WorkspaceStates.isOfFolder(name)
                    && (ofFolder.isEmpty() || value.equals(ofFolder.get(name).orElse(null)));
            if (!folders) {
                facts.put(name, value);
            }
        });
        restored = facts.build();
        own(restored, folder);
        told();
        state = before;
    }

    /** Forgets what was restored: the session spoke for itself. */
    void spoke() {
        restored = null;
    }

    /** What the session says, with what was restored beneath it for as long as the sensors of documents know nothing. */
    Facts completed(Facts sensed, boolean knowDocuments) {
        if (knowDocuments) {
            restored = null;
        }
        return restored == null ? sensed : restored.overlaid(sensed);
    }
}
