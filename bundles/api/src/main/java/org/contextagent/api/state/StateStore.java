package org.contextagent.api.state;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps, in memory, the current and the previous state of each key and a bounded history, and tells the
 * {@link ChangeListener}s of each change. Reading never waits; all methods are for any thread.
 */
@ProviderType
public interface StateStore {

    /** Takes a state as the current one and, where a fact differs, tells the listeners; nothing comes back where none does. */
    Optional<StateChange> accept(StateKey key, State next);

    /**
     * Takes a state as the current one without telling anybody: it was told already, to a store before this one or as a change of
     * the workspace that the session is in.
     */
    void adopt(StateKey key, State state);

    /** Drops all that is kept of a key. */
    void forget(StateKey key);

    Optional<State> current(StateKey key);

    Optional<State> previous(StateKey key);

    /** The states that a key had, newest first, the current one included. */
    List<State> history(StateKey key);

    /** The keys that have a state now. */
    Set<StateKey> keys();
}
