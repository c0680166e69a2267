package org.contextagent.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.contextagent.agent.WorkspaceAgent.Origin;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;

/**
 * The agents of all workspaces and the sessions in them: who comes, who goes, how many there may be. Changes are made under the
 * lock of this object, in which no sensor is called; readers take a snapshot and never wait.
 */
final class Workspaces {

    static final int MAX_WORKSPACES = 200;
    static final int MAX_SESSIONS = 500;

    private final Parts parts;
    private final BoundSensors sensors;
    private final Publisher publisher;
    private Consumer<String> whenSessionEnds = id -> {};
    private volatile Map<Path, WorkspaceAgent> agents = Map.of();
    private volatile Map<String, Session> sessions = Map.of();
    private boolean closed;

    Workspaces(Parts parts, BoundSensors sensors, String version) {
        this.parts = parts;
        this.sensors = sensors;
        this.publisher = new Publisher(version, parts.time(), () -> sessions.values());
    }

    /** Is told, under the lock, the identifier of each session that is dropped. */
    void whenSessionEnds(Consumer<String> listener) {
        whenSessionEnds = listener;
    }

    Publisher publisher() {
        return publisher;
    }

    // ---- readers

    /** In the order in which they came. */
    Collection<WorkspaceAgent> agents() {
        return agents.values();
    }

    /** In the order in which they came. */
    Collection<Session> sessions() {
        return sessions.values();
    }

    Stream<Session> sessionsIn(WorkspaceAgent agent) {
        return sessions.values().stream().filter(session -> session.place().home() == agent);
    }

    Optional<WorkspaceAgent> find(Path folder) {
        return Optional.ofNullable(agents.get(folder));
    }

    Optional<Session> session(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    // ---- who comes

    /**
     * The agent of a folder; a new one, not started yet, when there is none.
     *
     * @throws IllegalStateException when it has all been closed
     * @return nothing when there are too many that nobody may drop
     */
    synchronized Optional<WorkspaceAgent> obtain(Path folder, Origin origin) {
        if (closed) {
            throw new IllegalStateException("the agent has been stopped");
        }
        WorkspaceAgent agent = agents.get(folder);
        if (agent == null) {
            if (agents.size() >= MAX_WORKSPACES && !dropOldestWorkspace()) {
                return Optional.empty();
            }
            agent = new WorkspaceAgent(folder, parts, this, publisher);
            agent.slots().fit(sensors.active());
            agents = with(agents, folder, agent);
        }
        agent.origins().add(origin);
        return Optional.of(agent);
    }

    private boolean dropOldestWorkspace() {
        Optional<WorkspaceAgent> oldest = agents.values().stream()
                .filter(Workspaces::cameByDocuments)
                .max(Comparator.comparingLong(WorkspaceAgent::idleNanos));
        oldest.ifPresent(this::drop);
        return oldest.isPresent();
    }

    private static boolean cameByDocuments(WorkspaceAgent agent) {
        return !agent.origins().contains(Origin.ADDED) && !agent.origins().contains(Origin.CONFIGURED);
    }

    /** The session of a target, in its folder's agent: a new one, or one that moves there when it was in another one. */
    synchronized Session session(Target target, WorkspaceAgent home) {
        Session session = sessions.get(target.session().orElseThrow());
        if (session == null) {
            session = make(target, home);
            session.place().slots().fit(sensors.active());
        } else if (session.place().home() != home) {
            move(session, target, home);
        }
        session.touch();
        home.touch();
        return session;
    }

    private Session make(Target target, WorkspaceAgent home) {
        if (sessions.size() >= MAX_SESSIONS) {
            sessions.values().stream()
                    .max(Comparator.comparingLong(Session::idleNanos))
                    .ifPresent(this::drop);
        }
        String id = target.session().orElseThrow();
        Session session = new Session(id, place(target, home));
        sessions = with(sessions, id, session);
        return session;
    }

    private Session.Place place(Target target, WorkspaceAgent home) {
        check(home);
        TargetSlots slots = new TargetSlots(
                target, parts, () -> target.session().flatMap(this::session).ifPresent(this::publish));
        slots.mode(home.mode());
        return new Session.Place(home, slots);
    }

    private void move(Session session, Target target, WorkspaceAgent home) {
        Session.Place before = session.place();
        Session.Place next = place(target, home);
        // what was read last is final only when nothing reads any more
        before.slots().end();
        next.slots().fit(sensors.active(), before.slots());
        session.move(next);
        before.home().touch();
    }

    private void publish(Session session) {
        publisher.publishAgain(session);
    }

    /** @throws IllegalStateException when the agent is none of these any more */
    synchronized void check(WorkspaceAgent agent) {
        if (closed || agents.get(agent.workspace()) != agent) {
            throw new IllegalStateException("the agent of the workspace was removed");
        }
    }

    /** A workspace is here again that an agent before this one had, and starts; says whether there is room for it. */
    synchronized boolean restore(Path folder, Origin origin, State before) {
        Optional<WorkspaceAgent> agent = obtain(folder, origin);
        agent.ifPresent(restored -> {
            publisher.restore(restored, before);
            restored.ensureStarted();
            parts.clock().after(TargetSlots.GRACE, () -> publisher.publish(restored));
        });
        return agent.isPresent();
    }

    /**
     * A session is here again; says whether there is room for it.
     *
     * @param ofFolder what was known of its folder before
     */
    synchronized boolean restore(Target target, State before, Facts ofFolder) {
        Optional<WorkspaceAgent> home = obtain(target.workspace(), Origin.DOCUMENTS);
        home.ifPresent(agent -> {
            agent.ensureStarted();
            Session session = make(target, agent);
            publisher.restore(session, before, ofFolder);
            session.place().slots().fit(sensors.active());
        });
        return home.isPresent();
    }

    // ---- who goes

    /** Drops the agent of a folder and the sessions in it; done when what must end has ended. */
    synchronized CompletableFuture<Void> drop(WorkspaceAgent agent) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        sessionsIn(agent).toList().forEach(session -> ends.add(drop(session)));
        ends.add(agent.end());
        agents = without(agents, agent.workspace());
        publisher.forget(agent);
        return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    }

    /** Drops a session; done when what must end has ended. */
    synchronized CompletableFuture<Void> drop(Session session) {
        CompletableFuture<Void> ended = session.place().slots().end();
        session.place().home().touch();
        sessions = without(sessions, session.id());
        publisher.forget(session);
        whenSessionEnds.accept(session.id());
        return ended;
    }

    /** Drops a session that is over, unless it was heard of again since it had been heard of so often. */
    synchronized void drop(Session session, long heard) {
        if (sessions.get(session.id()) == session && session.heard() == heard) {
            drop(session);
        }
    }

    /** The configuration names the folder no more; its agent goes, but not while somebody else needs it. */
    synchronized void release(WorkspaceAgent agent) {
        agent.origins().remove(Origin.CONFIGURED);
        if (cameByDocuments(agent) && sessionsIn(agent).findAny().isEmpty()) {
            drop(agent);
        }
    }

    /** Drops the sessions, and then the workspaces of documents, that had no document for so long. */
    synchronized void sweep(Duration timeout) {
        sessions.values().stream()
                .filter(session -> session.idleNanos() > timeout.toNanos())
                .toList()
                .forEach(this::drop);
        agents.values().stream()
                .filter(agent -> cameByDocuments(agent) && agent.idleNanos() > timeout.toNanos())
                .filter(agent -> sessionsIn(agent).findAny().isEmpty())
                .toList()
                .forEach(this::drop);
    }

    /** Ends all, waits for nothing, and keeps what the state store has of it. */
    synchronized void close() {
        closed = true;
        agents.values().forEach(WorkspaceAgent::end);
        sessions.values().forEach(session -> session.place().slots().end());
    }

    /** The sensors are others now, or in another order. */
    synchronized void fit() {
        if (closed) {
            return;
        }
        List<BoundSensor> active = sensors.active();
        agents.values().forEach(agent -> agent.slots().fit(active));
        sessions.values().forEach(session -> session.place().slots().fit(active));
        agents.values().forEach(publisher::publish);
        sessions.values().forEach(this::publish);
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        Map<K, V> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return Collections.unmodifiableMap(changed);
    }

    private static <K, V> Map<K, V> without(Map<K, V> map, K key) {
        Map<K, V> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return Collections.unmodifiableMap(changed);
    }
}
