package org.contextagent.agent;

import java.util.concurrent.atomic.AtomicLong;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.StateKey;

/** A session of an AI tool: where it is, what is sensed of it, and its states. */
final class Session {

    /**
     * Where a session is.
     *
     * @param home the agent of the folder that it is in
     * @param slots what is sensed of it there
     */
    record Place(WorkspaceAgent home, TargetSlots slots) {}

    private final String id;
    private final SessionStates states;
    private volatile Place place;
    private volatile long lastDocument;
    private final AtomicLong documents = new AtomicLong();

    Session(String id, Place place) {
        this.id = id;
        this.states = new SessionStates(StateKey.session(id));
        this.place = place;
        touch();
    }

    String id() {
        return id;
    }

    Place place() {
        return place;
    }

    void move(Place next) {
        place = next;
    }

    Target target() {
        return place.slots().target();
    }

    SessionStates states() {
        return states;
    }

    /** A document of it came. */
    void touch() {
        lastDocument = System.nanoTime();
        documents.incrementAndGet();
    }

    /** How often it was heard of. */
    long heard() {
        return documents.get();
    }

    /** How long ago its last document came, in nanoseconds. */
    long idleNanos() {
        return System.nanoTime() - lastDocument;
    }
}
