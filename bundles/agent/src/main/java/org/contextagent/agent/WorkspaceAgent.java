package org.contextagent.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.contextagent.agent.SensorSlot.Mode;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;

/** The agent of one workspace: when its sensors, and those of the sessions in it, look. */
final class WorkspaceAgent implements Agent {

    /** Why there is an agent of a folder. */
    enum Origin {
        /** The configuration names the folder. */
        CONFIGURED,
        /** Somebody added it. */
        ADDED,
        /** A document came from it, before this agent perhaps. */
        DOCUMENTS
    }

    /** The time from a start to the stop after it. */
    private static final class Run {

        final Mode mode;
        final AtomicBoolean announced = new AtomicBoolean();
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        Future<?> polls = CompletableFuture.completedFuture(null);
        Future<?> latest = CompletableFuture.completedFuture(null);

        Run(Mode mode) {
            this.mode = mode;
        }
    }

    private final Path workspace;
    private final Parts parts;
    private final Workspaces workspaces;
    private final Publisher publisher;
    private final TargetSlots slots;
    private final WorkspaceStates states;
    private final Set<Origin> origins = EnumSet.noneOf(Origin.class);
    private volatile @Nullable Run run;
    private volatile boolean held;
    private volatile long lastUse = System.nanoTime();

    WorkspaceAgent(Path workspace, Parts parts, Workspaces workspaces, Publisher publisher) {
        this.workspace = workspace;
        this.parts = parts;
        this.workspaces = workspaces;
        this.publisher = publisher;
        this.states = new WorkspaceStates(StateKey.workspace(workspace));
        this.slots = new TargetSlots(Target.of(workspace), parts, () -> publisher.publish(this));
    }

    @Override
    public Path workspace() {
        return workspace;
    }

    @Override
    public void start() {
        Run started;
        synchronized (workspaces) {
            if (isRunning()) {
                throw new IllegalStateException("the agent of " + printable() + " runs already");
            }
            started = begin(Mode.WATCHING);
        }
        await(started.ready, parts.options().get().patience());
    }

    /** Starts when it does not run, and waits for nothing. */
    void ensureStarted() {
        synchronized (workspaces) {
            if (!isRunning()) {
                begin(Mode.WATCHING);
            }
        }
    }

    /** Waits for the first state, which is there but for an agent that has just started. */
    void awaitFirstState() {
        if (states.state().isEmpty()) {
            awaitReady();
        }
    }

    /** Waits until the first sensing since the start is over. */
    void awaitReady() {
        Run current = run;
        if (current != null && !current.ready.isDone()) {
            await(current.ready, parts.options().get().patience());
        }
    }

    private Run begin(Mode mode) {
        workspaces.check(this);
        finish();
        Run next = new Run(mode);
        run = next;
        // the first state is told whole, not sensor by sensor
        held = states.state().isEmpty();
        all().forEach(each -> each.mode(mode));
        CompletableFuture<?> looks =
                CompletableFuture.allOf(all().map(TargetSlots::look).toArray(CompletableFuture<?>[]::new));
        rearm();
        next.latest = parts.clock().after(parts.options().get().patience(), () -> ready(next));
        looks.thenRun(() -> ready(next));
        return next;
    }

    private void ready(Run looked) {
        if (looked.announced.compareAndSet(false, true)) {
            synchronized (workspaces) {
                looked.latest.cancel(false);
                if (run == looked) {
                    held = false;
                }
            }
            publisher.publish(this);
            looked.ready.complete(null);
        }
    }

    /** Polls in the interval that holds now. */
    void rearm() {
        synchronized (workspaces) {
            Run current = run;
            if (current != null && current.mode == Mode.WATCHING) {
                current.polls.cancel(false);
                current.polls = parts.clock()
                        .every(parts.options().get().pollingInterval(), () -> all().forEach(TargetSlots::poll));
            }
        }
    }

    @Override
    public void stop() {
        CompletableFuture<Void> ended;
        synchronized (workspaces) {
            ended = finish();
        }
        await(ended, parts.options().get().patience());
    }

    private CompletableFuture<Void> finish() {
        Run current = run;
        if (current == null) {
            return CompletableFuture.completedFuture(null);
        }
        run = null;
        held = false;
        current.polls.cancel(false);
        current.latest.cancel(false);
        current.ready.complete(null);
        return CompletableFuture.allOf(all().map(each -> each.mode(Mode.PAUSED)).toArray(CompletableFuture<?>[]::new));
    }

    /** Stops for good and does not wait; done when what must end has ended. */
    CompletableFuture<Void> end() {
        synchronized (workspaces) {
            return CompletableFuture.allOf(finish(), slots.end());
        }
    }

    @Override
    public boolean isRunning() {
        Run current = run;
        return current != null && current.mode == Mode.WATCHING;
    }

    /** How much the sensors of a session in this workspace do. */
    Mode mode() {
        Run current = run;
        return current == null ? Mode.PAUSED : current.mode;
    }

    @Override
    public State refresh() {
        Run once = null;
        CompletableFuture<?> looked;
        synchronized (workspaces) {
            if (isRunning()) {
                looked = CompletableFuture.allOf(all().map(TargetSlots::look).toArray(CompletableFuture<?>[]::new));
            } else {
                once = begin(Mode.SENSING);
                looked = once.ready;
            }
        }
        await(looked, parts.options().get().patience());
        awaitFirstState();
        publisher.publish(this);
        if (once != null) {
            synchronized (workspaces) {
                if (run == once) {
                    finish();
                }
            }
        }
        return state();
    }

    @Override
    public State state() {
        return states.state()
                .orElseThrow(() -> new NoReadingException("nothing is known of " + printable()
                        + " yet: no sensor gave a reading; 'status' shows how the sensors do"));
    }

    /** The slots of the workspace itself and of each session in it. */
    private Stream<TargetSlots> all() {
        return Stream.concat(
                Stream.of(slots),
                workspaces.sessionsIn(this).map(session -> session.place().slots()));
    }

    TargetSlots slots() {
        return slots;
    }

    WorkspaceStates states() {
        return states;
    }

    /** Whether nothing is told, since the first sensing is under way. */
    boolean isHeld() {
        return held;
    }

    /** Why it is there; read and changed under the lock of the registry. */
    Set<Origin> origins() {
        return origins;
    }

    /** A document of the folder came, or a session left it. */
    void touch() {
        lastUse = System.nanoTime();
    }

    /** How long nobody used it, in nanoseconds. */
    long idleNanos() {
        return System.nanoTime() - lastUse;
    }

    private String printable() {
        return SafeText.line(workspace.toString());
    }

    /** Waits, but not for ever; an interrupt ends it and stays set. */
    static void await(Future<?> what, Duration patience) {
        try {
            what.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // whoever is late is reported as such by its slot
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "agent of " + printable() + " " + List.copyOf(origins);
    }
}
