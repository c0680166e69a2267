package org.contextagent.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.state.StateStore;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state store, in memory.
 *
 * <p>Everything that is written is written under one short lock, which makes the order of the changes; what is read are
 * immutable values that need no lock. All that is kept has a bound: {@value Kept#HISTORY} states a key, {@value #KEYS} keys,
 * {@value #CHANGES} changes for listeners that are away. Those changes stay when their key is forgotten, so that a listener that
 * comes back is told the end of a session, too.
 *
 * <p>It is immediate because it must outlive the moments in which nobody uses it, such as an update of the agent.
 */
@Component(
        service = {StateStore.class, StatusSource.class},
        immediate = true)
public final class MemoryStateStore implements StateStore, StatusSource {

    static final int KEYS = 1_000;
    static final int CHANGES = 2_000;
    private static final int AWAY = 100;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryStateStore.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<StateKey, Kept> kept = new ConcurrentHashMap<>();
    private final Listeners listeners = new Listeners(CHANGES, AWAY);
    private long writes;
    private boolean crowded;

    @Activate
    public MemoryStateStore() {}

    @Override
    public Optional<StateChange> accept(StateKey key, State next) {
        lockForWriting();
        try {
            Optional<State> before = current(key);
            List<FactChange> changes = Difference.between(before, next);
            State taken = take(key, before, next, changes);
            return before.isPresent() && changes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(listeners.tell(key, before, taken, changes));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void adopt(StateKey key, State state) {
        lockForWriting();
        try {
            Optional<State> before = current(key);
            take(key, before, state, Difference.between(before, state));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forget(StateKey key) {
        lockForWriting();
        try {
            if (kept.remove(key) != null) {
                listeners.forgotten(key);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<State> current(StateKey key) {
        return Optional.ofNullable(kept.get(key)).map(Kept::current);
    }

    @Override
    public Optional<State> previous(StateKey key) {
        return Optional.ofNullable(kept.get(key)).flatMap(Kept::previous);
    }

    @Override
    public List<State> history(StateKey key) {
        return Optional.ofNullable(kept.get(key)).map(Kept::states).orElse(List.of());
    }

    /** The keys in the order in which they came. */
    @Override
    public Set<StateKey> keys() {
        List<Map.Entry<StateKey, Kept>> all = new ArrayList<>(kept.entrySet());
        all.sort(Comparator.comparingLong(entry -> entry.getValue().came()));
        Set<StateKey> keys = new LinkedHashSet<>();
        all.forEach(entry -> keys.add(entry.getKey()));
        return Collections.unmodifiableSet(keys);
    }

    @Reference(name = "listener", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(ChangeListener listener) {
        String name = listener.name();
        lock.lock();
        try {
            listeners.add(listener, name);
        } finally {
            lock.unlock();
        }
    }

    void unbindListener(ChangeListener listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return "state";
    }

    @Override
    public Status status() {
        Set<StateKey> keys = kept.keySet();
        long sessions = keys.stream().filter(StateKey::isSession).count();
        long workspaces = keys.stream().filter(key -> !key.isSession()).count();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("workspaces", workspaces);
        details.put("sessions", sessions);
        details.put("changes", listeners.last());
        details.put("listeners", listeners.describe());
        List<String> failing = listeners.failing();
        if (failing.isEmpty()) {
            return new Status(
                    Status.Level.OK,
                    "states of " + workspaces + " workspaces and " + sessions + " sessions, " + listeners.last()
                            + " changes",
                    details);
        }
        return new Status(
                Status.Level.WARN,
                "listeners fail at changes: " + String.join(", ", failing) + "; see the log for the reason",
                details);
    }

    /** A listener that wrote into the store from within a change would make later listeners see changes out of order. */
    private void lockForWriting() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change listener must not write into the state store");
        }
        lock.lock();
    }

    /** Makes a state the current one and gives it as it is kept. */
    private State take(StateKey key, Optional<State> before, State next, List<FactChange> changes) {
        State taken = before.map(old -> Difference.sharing(old, next, changes)).orElse(next);
        Kept old = kept.get(key);
        if (old == null) {
            makeRoom();
        }
        long now = ++writes;
        kept.put(key, old == null ? Kept.first(now, taken) : old.with(now, taken));
        return taken;
    }

    private void makeRoom() {
        if (kept.size() < KEYS) {
            return;
        }
        if (!crowded) {
            crowded = true;
            LOG.warn(
                    "{} workspaces and sessions have a state, which is the limit: each further one takes the place of the one that"
                            + " was longest without news. End sessions that are over, or lower session_timeout",
                    KEYS);
        }
        kept.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().touched()))
                .map(Map.Entry::getKey)
                .ifPresent(eldest -> {
                    kept.remove(eldest);
                    listeners.forgotten(eldest);
                });
    }
}
