package org.contextagent.agent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.contextagent.agent.Merger.Contribution;
import org.contextagent.agent.SensorSlot.Mode;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;

/**
 * All that is sensed of one target: a slot a sensor. What changes the set of slots is called by one thread at a time, the rest
 * by any.
 */
final class TargetSlots {

    /** How long what a sensor said outlives it, so that an update of its bundle does not make the facts flicker. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final Target target;
    private final Parts parts;
    private final Runnable changed;
    private final Map<String, SensorSlot> slots = new ConcurrentHashMap<>();
    private Mode mode = Mode.PAUSED;

    /** @param changed is run when what is known of the target may have changed */
    TargetSlots(Target target, Parts parts, Runnable changed) {
        this.target = target;
        this.parts = parts;
        this.changed = changed;
    }

    Target target() {
        return target;
    }

    /** Has a slot for each of the sensors that is to be asked about the target; new ones look at once. */
    void fit(List<BoundSensor> sensors) {
        fit(sensors, Map.of());
    }

    /** The same, where new slots start with what others knew. */
    void fit(List<BoundSensor> sensors, TargetSlots before) {
        fit(sensors, before.slots);
    }

    private void fit(List<BoundSensor> sensors, Map<String, SensorSlot> before) {
        for (SensorSlot slot : slots.values()) {
            if (!sensors.contains(slot.sensor()) && !slot.isGone()) {
                slot.end();
                parts.clock().after(GRACE, () -> drop(slot));
            }
        }
        for (BoundSensor sensor : sensors) {
            if (target.session().isPresent() && sensor.scope() == Scope.WORKSPACE) {
                continue;
            }
            SensorSlot present = slots.get(sensor.name());
            if (present == null || present.isGone()) {
                SensorSlot forerunner = present == null ? before.get(sensor.name()) : present;
                Reading inherited = forerunner == null ? Reading.NONE : forerunner.reading();
                SensorSlot slot = new SensorSlot(sensor, target, inherited, parts, changed);
                slots.put(sensor.name(), slot);
                slot.mode(mode);
                slot.look();
            }
        }
    }

    private void drop(SensorSlot gone) {
        if (slots.remove(gone.sensor().name(), gone)) {
            changed.run();
        }
    }

    /** All slots do more or less from now on; done when what must end has ended. */
    CompletableFuture<Void> mode(Mode next) {
        mode = next;
        return all(slots.values().stream().map(slot -> slot.mode(next)));
    }

    /** Never senses again; done when what must end has ended. */
    CompletableFuture<Void> end() {
        mode = Mode.PAUSED;
        return all(slots.values().stream().map(SensorSlot::end));
    }

    /** Each sensor looks now; done when all have, or cannot. */
    CompletableFuture<Void> look() {
        return all(slots.values().stream().map(SensorSlot::look));
    }

    /** Those that answer at once look, so that what is shown with a document is true now and not a moment ago. */
    CompletableFuture<Void> lookQuickly() {
        return all(slots.values().stream()
                .filter(slot -> !slot.sensor().takesDocuments())
                .map(SensorSlot::lookIfQuick));
    }

    void poll() {
        slots.values().forEach(SensorSlot::poll);
    }

    /** The sensors that take documents look, on this thread. */
    CompletableFuture<Void> lookAtDocuments() {
        return all(slots.values().stream()
                .filter(slot -> slot.sensor().takesDocuments())
                .map(SensorSlot::lookHere));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new));
    }

    /** What the sensors of a scope said. */
    Facts facts(Scope scope) {
        return Merger.merged(contributions(scope));
    }

    /** The same, with other facts from some sensors. */
    Facts facts(Scope scope, Map<String, Facts> instead) {
        return Merger.merged(contributions(scope).stream()
                .map(contribution -> {
                    Facts other = instead.get(contribution.sensor().name());
                    return other == null
                            ? contribution
                            : new Contribution(contribution.sensor(), new Reading(other, true, null));
                })
                .toList());
    }

    private Collection<Contribution> contributions(Scope scope) {
        return slots.values().stream()
                .filter(slot -> slot.sensor().scope() == scope)
                .map(slot -> new Contribution(slot.sensor(), slot.reading()))
                .toList();
    }

    /** Whether any sensor ever gave a reading. */
    boolean hasReading() {
        return slots.values().stream().anyMatch(slot -> slot.reading().good());
    }

    /** Whether each sensor has ended or failed a call. */
    boolean haveSpoken() {
        return slots.values().stream().allMatch(slot -> slot.hasSpoken() || slot.isGone());
    }

    /** Whether a sensor that takes documents has something to say. */
    boolean knowDocuments() {
        return slots.values().stream()
                .anyMatch(slot -> slot.sensor().takesDocuments()
                        && !slot.reading().facts().isEmpty());
    }

    /** How the sensors do that are there now, best first. */
    Stream<SensorStatus> statuses() {
        return slots.values().stream()
                .filter(slot -> !slot.isGone())
                .sorted((one, other) -> BoundSensor.BEST_FIRST.compare(one.sensor(), other.sensor()))
                .map(SensorSlot::status);
    }
}
