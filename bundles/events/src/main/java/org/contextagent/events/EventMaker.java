package org.contextagent.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.FactChange;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.jspecify.annotations.Nullable;

/**
 * Says which events a change is. Not safe for several threads.
 *
 * <p>Usage crosses the threshold when it was below and is not any more. A first state crosses nothing, however full it is: it
 * gives {@code state_updated} alone, and {@code context_threshold} comes after usage has been below. While usage is not known
 * the last known one stands in; usage that was never known counts as below. What is remembered for this is the newest state of
 * each key, for at most {@value #KEYS} keys.
 */
final class EventMaker {

    static final int KEYS = 1_000;

    /** Usage that was never known: below every threshold. */
    private static final long NEVER_KNOWN = -1;

    private final Map<StateKey, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StateKey, Seen> eldest) {
            return size() > KEYS;
        }
    };
    private int threshold;

    EventMaker(int threshold) {
        this.threshold = threshold;
    }

    /** The newest state of a key and the usage that is known last, in percent. */
    private record Seen(State state, long usage) {}

    /** The events of a change, {@code state_updated} last. */
    List<Draft> eventsOf(StateChange change) {
        List<Draft> events = new ArrayList<>();
        State after = change.after();
        long usageBefore = usageBefore(change);
        remember(change.key(), new Seen(after, after.usagePct().orElse(usageBefore)));
        if (change.isInitial()) {
            events.add(stateUpdated(change, null));
            return events;
        }
        if (change.changes().isEmpty()) {
            return events;
        }
        State before = change.before().orElseThrow();
        Map<String, FactChange> changed = change.changes().stream()
                .collect(Collectors.toMap(FactChange::name, fact -> fact, (first, second) -> second));
        Optional.ofNullable(changed.get(Fact.MODEL))
                .ifPresent(fact -> events.add(of(change, EventType.MODEL_CHANGED, fact.oldValue(), fact.newValue())));
        if (changed.containsKey(Fact.WORKSPACE_PATH) || changed.containsKey(Fact.WORKSPACE_NAME)) {
            events.add(of(
                    change,
                    EventType.WORKSPACE_CHANGED,
                    before.workspacePath().orElse(null),
                    after.workspacePath().orElse(null)));
        }
        Optional.ofNullable(changed.get(Fact.GIT_BRANCH))
                .ifPresent(fact -> events.add(of(change, EventType.BRANCH_CHANGED, fact.oldValue(), fact.newValue())));
        if (after.usagePct().isPresent()) {
            long usage = after.usagePct().getAsLong();
            if (usageBefore < threshold && usage >= threshold) {
                events.add(crossed(threshold, change.key(), after, after.lastUpdated(), usageBefore, usage));
            }
        }
        events.add(stateUpdated(change, before));
        return events;
    }

    /** Takes another threshold, and gives the events of the keys whose usage was below the old one and is not below this one. */
    List<Draft> eventsOfThreshold(int next, Instant now) {
        List<Draft> events = new ArrayList<>();
        seen.forEach((key, last) -> {
            if (last.usage() < threshold && last.usage() >= next) {
                events.add(crossed(next, key, last.state(), now, last.usage(), last.usage()));
            }
        });
        threshold = next;
        return events;
    }

    /** Drops what is remembered of a key. */
    void forget(StateKey key) {
        seen.remove(key);
    }

    private long usageBefore(StateChange change) {
        if (change.isInitial()) {
            return NEVER_KNOWN;
        }
        Seen last = seen.get(change.key());
        return change.before().orElseThrow().usagePct().orElse(last == null ? NEVER_KNOWN : last.usage());
    }

    private void remember(StateKey key, Seen newest) {
        seen.remove(key);
        seen.put(key, newest);
    }

    private static Draft crossed(int threshold, StateKey key, State state, Instant when, long usageBefore, long usage) {
        Map<String, Object> metadata = metadata(key, state);
        metadata.put(ContextEvent.THRESHOLD, (long) threshold);
        return new Draft(
                EventType.CONTEXT_THRESHOLD, when, usageBefore == NEVER_KNOWN ? null : usageBefore, usage, metadata);
    }

    private static Draft of(StateChange change, EventType type, @Nullable Object oldValue, @Nullable Object newValue) {
        State after = change.after();
        return new Draft(type, after.lastUpdated(), oldValue, newValue, metadata(change.key(), after));
    }

    private static Draft stateUpdated(StateChange change, @Nullable State before) {
        State after = change.after();
        Map<String, Object> metadata = metadata(change.key(), after);
        metadata.put(
                ContextEvent.CHANGES,
                change.changes().stream()
                        .map(fact -> Collections.unmodifiableMap(fact.toDocument()))
                        .toList());
        return new Draft(
                EventType.STATE_UPDATED,
                after.lastUpdated(),
                before == null ? null : new StateDocument(before),
                new StateDocument(after),
                metadata);
    }

    private static Map<String, Object> metadata(StateKey key, State state) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        state.workspacePath()
                .or(() -> key.isSession() ? Optional.empty() : Optional.of(key.id()))
                .ifPresent(path -> metadata.put(ContextEvent.WORKSPACE, path));
        state.workspaceName().ifPresent(name -> metadata.put(ContextEvent.WORKSPACE_NAME, name));
        if (key.isSession()) {
            metadata.put(ContextEvent.SESSION_ID, key.id());
        }
        return metadata;
    }
}
