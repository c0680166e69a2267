package org.contextagent.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.contextagent.agent.WorkspaceAgent.Origin;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.config.Option;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateStore;
import org.contextagent.api.status.Status;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents of this runtime, put together: threads, sensors, workspaces and what is told of them. */
final class LocalAgents implements Agents {

    private static final Logger LOG = LoggerFactory.getLogger(LocalAgents.class);

    /** Longest time that the end takes, so that the whole runtime stops within five seconds. */
    private static final Duration LONGEST_END = Duration.ofSeconds(4);

    private static final Duration SHORTEST_SWEEP = Duration.ofMillis(20);
    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(30);

    private final AgentClock clock = new AgentClock();
    private final SensorRunner runner = new SensorRunner(clock);
    private final BoundSensors sensors = new BoundSensors(runner);
    private final Workspaces workspaces;
    private final Documents documents;
    private final AddedFolders added;
    private volatile AgentOptions options;
    private boolean started;
    private @Nullable StateStore store;
    private Future<?> sweeps = CompletableFuture.completedFuture(null);

    /**
     * @param version the agent's own
     * @param added where workspaces that were added are remembered
     */
    LocalAgents(String version, AgentOptions options, AddedFolders added, Clock time) {
        this.options = options;
        this.added = added;
        Parts parts = new Parts(() -> this.options, clock, runner, time);
        this.workspaces = new Workspaces(parts, sensors, version);
        this.documents = new Documents(parts, sensors, workspaces);
    }

    // ---- what comes and goes

    /** What was there before is there again, and the configured folder has its agent; nothing is waited for. */
    synchronized void start() {
        started = true;
        if (store != null) {
            take(store);
        }
        options.workspace().ifPresent(this::configure);
        sweepRegularly();
    }

    /** The options are others now. */
    synchronized void options(AgentOptions next) {
        AgentOptions before = options;
        options = next;
        if (!before.pollingInterval().equals(next.pollingInterval())) {
            workspaces.agents().forEach(WorkspaceAgent::rearm);
        }
        if (!before.workspace().equals(next.workspace())) {
            next.workspace().ifPresent(this::configure);
            before.workspace().flatMap(workspaces::find).ifPresent(workspaces::release);
        }
        sweepRegularly();
    }

    private void configure(Path folder) {
        if (!Files.isDirectory(folder)) {
            LOG.warn(
                    "{} is '{}'; valid is {}. Nothing is sensed there",
                    Option.WORKSPACE_PATH.key(),
                    SafeText.line(folder.toString()),
                    Option.WORKSPACE_PATH.valid());
            return;
        }
        synchronized (workspaces) {
            workspaces.obtain(folder, Origin.CONFIGURED).ifPresent(WorkspaceAgent::ensureStarted);
        }
    }

    private void sweepRegularly() {
        sweeps.cancel(false);
        Duration pause = options.sessionTimeout().dividedBy(4);
        pause = pause.compareTo(SHORTEST_SWEEP) < 0 ? SHORTEST_SWEEP : pause;
        pause = pause.compareTo(LONGEST_SWEEP) > 0 ? LONGEST_SWEEP : pause;
        sweeps = clock.every(pause, () -> workspaces.sweep(options.sessionTimeout()));
    }

    void bind(Sensor sensor, Map<String, ?> properties) {
        sensors.bind(sensor, properties);
        workspaces.fit();
    }

    void updated(Sensor sensor, Map<String, ?> properties) {
        sensors.updated(sensor, properties);
        workspaces.fit();
    }

    void unbind(Sensor sensor) {
        sensors.unbind(sensor);
        workspaces.fit();
    }

    synchronized void bind(StateStore next) {
        store = next;
        if (started) {
            take(next);
        }
    }

    private void take(StateStore next) {
        workspaces.publisher().use(next, workspaces.agents());
        new Restorer(workspaces, added).restore(next);
    }

    synchronized void unbind(StateStore gone) {
        if (store == gone) {
            store = null;
        }
        workspaces.publisher().leave(gone);
    }

    /** Ends all of it, within a few seconds, and leaves the states to the state store. */
    void close() {
        long end = System.nanoTime() + shorter(options.patience(), LONGEST_END).toNanos();
        synchronized (this) {
            started = false;
            workspaces.close();
        }
        clock.close(left(end));
        List<String> stuck = runner.close(left(end));
        if (!stuck.isEmpty()) {
            LOG.warn("Sensors do not come back; threads of theirs end when they do: {}", String.join(", ", stuck));
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    // ---- what others ask

    @Override
    public Agent add(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException("'" + SafeText.line(folder.toString())
                    + "' cannot be a workspace; valid is " + Option.WORKSPACE_PATH.valid());
        }
        WorkspaceAgent agent;
        synchronized (workspaces) {
            agent = workspaces
                    .obtain(path, Origin.ADDED)
                    .orElseThrow(() -> new IllegalArgumentException("there are " + Workspaces.MAX_WORKSPACES
                            + " workspaces, which is as many as may be; remove one first"));
            agent.ensureStarted();
        }
        remember();
        agent.awaitReady();
        return agent;
    }

    @Override
    public boolean remove(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        CompletableFuture<Void> ended;
        synchronized (workspaces) {
            Optional<WorkspaceAgent> agent = workspaces.find(path);
            if (agent.isEmpty()) {
                return false;
            }
            ended = workspaces.drop(agent.get());
        }
        remember();
        WorkspaceAgent.await(ended, options.patience());
        return true;
    }

    /** Not under the lock of the registry, for which documents wait. */
    private void remember() {
        added.save(() -> {
            synchronized (workspaces) {
                return workspaces.agents().stream()
                        .filter(agent -> agent.origins().contains(Origin.ADDED))
                        .map(WorkspaceAgent::workspace)
                        .toList();
            }
        });
    }

    @Override
    public List<Agent> list() {
        return List.copyOf(workspaces.agents());
    }

    @Override
    public Optional<Agent> holding(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        Optional<Agent> holding = nearest(path);
        return holding.isPresent() ? holding : real(path).flatMap(this::nearest);
    }

    private Optional<Agent> nearest(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            Optional<WorkspaceAgent> agent = workspaces.find(path);
            if (agent.isPresent()) {
                return Optional.of(agent.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Target> sessions() {
        return workspaces.sessions().stream().map(Session::target).toList();
    }

    @Override
    public State accept(ToolDocument document) {
        return documents.accept(document);
    }

    @Override
    public State preview(ToolDocument document) {
        return documents.preview(document);
    }

    @Override
    public List<SensorStatus> sensors() {
        return Stream.concat(
                        workspaces.agents().stream().map(WorkspaceAgent::slots),
                        workspaces.sessions().stream()
                                .map(session -> session.place().slots()))
                .flatMap(TargetSlots::statuses)
                .toList();
    }

    /** How all of it does. */
    Status status() {
        return AgentStatus.of(workspaces.agents().size(), workspaces.sessions().size(), sensors(), runner.hanging());
    }
}
