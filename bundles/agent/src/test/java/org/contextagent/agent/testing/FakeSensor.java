package org.contextagent.agent.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;

/** A sensor that does as it is told, counts how it is called, and notices when it is called twice at once for a target. */
public class FakeSensor implements Sensor {

    /** What a call does. */
    public interface Behaviour {
        Facts sense(Target target) throws SensorException, InterruptedException;
    }

    private final String name;
    private final Scope scope;
    private volatile Behaviour behaviour = target -> Facts.NONE;
    private volatile boolean watchFails;
    private final Map<Target, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<Target, AtomicInteger> inside = new ConcurrentHashMap<>();
    private final Map<Target, List<Runnable>> watches = new ConcurrentHashMap<>();
    private final AtomicInteger allInside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    public FakeSensor(String name) {
        this(name, Scope.WORKSPACE);
    }

    public FakeSensor(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    public final FakeSensor does(Behaviour next) {
        behaviour = next;
        return this;
    }

    /** Gives one fact. */
    public final FakeSensor gives(String fact, Object value) {
        return does(target -> Facts.of(Map.of(fact, value)));
    }

    public final FakeSensor fails(String message) {
        return does(target -> {
            throw new SensorException(message);
        });
    }

    /** Comes back when it is interrupted or released. */
    public final FakeSensor hangs() {
        return does(target -> {
            release.await();
            return Facts.NONE;
        });
    }

    /** Comes back when it is released alone. */
    public final FakeSensor hangsDeaf() {
        return does(target -> {
            while (true) {
                try {
                    release.await();
                    return Facts.NONE;
                } catch (InterruptedException e) {
                    // deaf
                    continue;
                }
            }
        });
    }

    public final FakeSensor watchFails() {
        watchFails = true;
        return this;
    }

    /** Lets all calls that hang come back. */
    public final void release() {
        release.countDown();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Scope scope() {
        return scope;
    }

    @Override
    public Facts sense(Target target) throws SensorException, InterruptedException {
        calls.computeIfAbsent(target, any -> new AtomicInteger()).incrementAndGet();
        AtomicInteger here = inside.computeIfAbsent(target, any -> new AtomicInteger());
        if (here.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
        }
        mostInside.accumulateAndGet(allInside.incrementAndGet(), Math::max);
        try {
            return behaviour.sense(target);
        } finally {
            allInside.decrementAndGet();
            here.decrementAndGet();
        }
    }

    @Override
    public Watch watch(Target target, Runnable lookAgain) {
        if (watchFails) {
            throw new IllegalStateException("no watch to be had");
        }
        watches.computeIfAbsent(target, any -> new CopyOnWriteArrayList<>()).add(lookAgain);
        return () -> watches.get(target).remove(lookAgain);
    }

    /** Tells all watches of a target. */
    public final void signal(Target target) {
        watches.getOrDefault(target, List.of()).forEach(Runnable::run);
    }

    public final int calls(Target target) {
        AtomicInteger count = calls.get(target);
        return count == null ? 0 : count.get();
    }

    public final int openWatches() {
        return watches.values().stream().mapToInt(List::size).sum();
    }

    public final int openWatches(Target target) {
        return watches.getOrDefault(target, List.of()).size();
    }

    /** Calls that are under way. */
    public final int inside() {
        return allInside.get();
    }

    public final int mostInside() {
        return mostInside.get();
    }

    /** Calls for a target that began while another one for it was under way. */
    public final int overlaps() {
        return overlaps.get();
    }
}
