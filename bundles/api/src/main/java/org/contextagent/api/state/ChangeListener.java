package org.contextagent.api.state;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told every change of a state; registered as a service.
 *
 * <p>The state store remembers by {@link #name()} how far a listener got. A listener that was away (its bundle was updated,
 * say) is told on its return what it missed, as far as the store's bounded history reaches; one that comes for the first time is
 * told that history from its beginning.
 */
@ConsumerType
public interface ChangeListener {

    /** The same at each return of the listener, and no other listener's. */
    String name();

    /**
     * Called for each change, one at a time and in the order of their numbers. It must neither block nor call the state
     * store; what it throws is logged and the change counts as told.
     */
    void changed(StateChange change);

    /**
     * All that the store kept of a key was dropped: a session is over, a workspace was taken out. Called in order with the
     * changes and under the same rules, but not told afterwards to a listener that was away.
     */
    default void forgotten(StateKey key) {}
}
