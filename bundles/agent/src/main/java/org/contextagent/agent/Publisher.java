package org.contextagent.agent;

import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.state.StateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes states of what was sensed and hands them to the state store, one at a time: whoever changed a reading publishes
 * after it, and what is published is always made of the newest readings, so that the last one counts and none goes back.
 *
 * <p>A change of a workspace is told once, as the workspace's; the sessions in it follow without a word. A session's own change is
 * told as the session's. While no store is there the states go on; one that comes gets, for each key, what was told last
 * and then what holds now.
 */
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final String version;
    private final Clock time;
    private final Supplier<Collection<Session>> sessions;
    private final Set<StateKey> forgottenMeanwhile = new HashSet<>();
    private @Nullable StateStore store;

    /**
     * @param version the agent's own
     * @param sessions all that there are now
     */
    Publisher(String version, Clock time, Supplier<Collection<Session>> sessions) {
        this.version = version;
        this.time = time;
        this.sessions = sessions;
    }

    /** A workspace's readings may have changed. */
    void publish(WorkspaceAgent agent) {
        lock.lock();
        try {
            WorkspaceStates states = agent.states();
            TargetSlots slots = agent.slots();
            if (states.isDropped() || agent.isHeld() || !states.isRead(slots)) {
                return;
            }
            // asked before the facts are read: who had spoken by then is in them
            boolean spoken = slots.haveSpoken();
            Facts base = slots.facts(Scope.WORKSPACE);
            Facts facts = base.overlaid(slots.facts(Scope.SESSION));
            if (states.isRestored(facts, spoken)) {
                return;
            }
            tell(states, state(facts));
            if (!base.equals(states.base())) {
                states.base(base);
                sessions.get().forEach(session -> follow(session.states(), states));
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(WorkspaceStates states, State next) {
        if (isNews(states.state(), next)) {
            states.now(next);
            if (offer(to -> to.accept(states.key(), next))) {
                states.told();
            }
        }
    }

    private void follow(SessionStates states, WorkspaceStates folder) {
        if (states.isIn(folder) && !states.isDropped()) {
            State next = state(states.facts());
            if (isNews(states.state(), next)) {
                states.now(next);
                offer(to -> to.adopt(states.key(), next));
            }
        }
    }

    /**
     * A session's readings may have changed, or its folder. Gives its state.
     *
     * @param spoke what was restored does not count any more, since a document came
     */
    State publish(Session session, boolean spoke) {
        lock.lock();
        try {
            SessionStates states = session.states();
            Session.Place place = session.place();
            if (spoke) {
                states.spoke();
            }
            // asked before the facts are read: what was known by then is in them
            boolean known = place.slots().knowDocuments();
            Facts sensed = place.slots().facts(Scope.SESSION);
            states.own(states.completed(sensed, known), place.home().states());
            State next = state(states.facts());
            if (isNews(states.state(), next)) {
                states.now(next);
                if (!states.isDropped() && offer(to -> to.accept(states.key(), next))) {
                    states.told();
                }
            }
            return states.state().orElse(next);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same for a session whose first state was published, and nothing for another one: whoever brought the first document of it,
     * or of a folder, publishes when the folder has been sensed.
     */
    void publishAgain(Session session) {
        // under the lock, so that a reading that comes while the first state is made is in it or follows it
        lock.lock();
        try {
            if (session.states().state().isPresent() && !session.place().home().isHeld()) {
                publish(session, false);
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isNews(Optional<State> now, State next) {
        return now.isEmpty()
                || next.differsFrom(now.get())
                || !next.agentVersion().equals(now.get().agentVersion());
    }

    /** Gives something to the store. Says whether there is one that took it. */
    private boolean offer(Consumer<StateStore> what) {
        StateStore to = store;
        if (to == null) {
            return false;
        }
        try {
            what.accept(to);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("The state store refused a state; it gets the next one", e);
            return false;
        }
    }

    /** A state store came: it is told, of each key, what another one was told last, and then what holds now. */
    void use(StateStore next, Collection<WorkspaceAgent> agents) {
        lock.lock();
        try {
            store = next;
            forgottenMeanwhile.forEach(key -> offer(to -> to.forget(key)));
            forgottenMeanwhile.clear();
            agents.forEach(agent -> refill(agent.states()));
            sessions.get().forEach(session -> refill(session.states()));
        } finally {
            lock.unlock();
        }
    }

    private void refill(WorkspaceStates states) {
        states.lastTold().ifPresent(told -> offer(to -> to.adopt(states.key(), told)));
        states.state().ifPresent(now -> {
            if (offer(to -> to.accept(states.key(), now))) {
                states.told();
            }
        });
    }

    private void refill(SessionStates states) {
        states.lastTold().ifPresent(told -> offer(to -> to.adopt(states.key(), state(told))));
        states.state().ifPresent(now -> {
            if (offer(to -> to.accept(states.key(), now))) {
                states.told();
            }
        });
    }

    /** A workspace starts with a state that was told before. */
    void restore(WorkspaceAgent agent, State before) {
        lock.lock();
        try {
            agent.states().restore(before);
        } finally {
            lock.unlock();
        }
    }

    /** A session starts with a state that was told before. */
    void restore(Session session, State before, Facts ofFolder) {
        lock.lock();
        try {
            WorkspaceStates folder = session.place().home().states();
            session.states().restore(before, ofFolder, folder);
            if (!folder.base().isEmpty()) {
                // its folder may have been sensed already
                follow(session.states(), folder);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The state store goes; does nothing when another one took its place. */
    void leave(StateStore gone) {
        lock.lock();
        try {
            if (store == gone) {
                store = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A workspace is no more. */
    void forget(WorkspaceAgent agent) {
        lock.lock();
        try {
            agent.states().drop();
            forget(agent.states().key(), agent.states().lastTold().isPresent());
        } finally {
            lock.unlock();
        }
    }

    /** A session is no more. */
    void forget(Session session) {
        lock.lock();
        try {
            session.states().drop();
            forget(session.states().key(), session.states().lastTold().isPresent());
        } finally {
            lock.unlock();
        }
    }

    private void forget(StateKey key, boolean told) {
        if (told && !offer(to -> to.forget(key))) {
            // a store that is only away for a moment still has it
            forgottenMeanwhile.add(key);
        }
    }

    /** A state of facts that is neither kept nor told. */
    State state(Facts facts) {
        return new State(version, facts, "", time.instant(), State.SENSOR_VERSION);
    }
}
