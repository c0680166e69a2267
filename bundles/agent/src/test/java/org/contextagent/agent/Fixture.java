package org.contextagent.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.contextagent.agent.testing.FakeStore;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.osgi.framework.Constants;

/** A whole agent, started, with a store; nothing happens by the clock unless a test wants it to. */
final class Fixture implements AutoCloseable {

    static final Duration NEVER = Duration.ofHours(10);

    private static final String VERSION = "1.2.3";

    final FakeStore store = new FakeStore();
    final LocalAgents agents;
    private final Path added = Path.of(System.getProperty("java.io.tmpdir"), "added-" + UUID.randomUUID());
    private AgentOptions options;
    private final AtomicLong ids = new AtomicLong();

    Fixture(Sensor... sensors) {
        this(new AgentOptions(NEVER, Duration.ofSeconds(30), NEVER, Optional.empty()), sensors);
    }

    Fixture(AgentOptions options, Sensor... sensors) {
        this.options = options;
        agents = new LocalAgents(VERSION, options, new AddedFolders(added), Clock.systemUTC());
        for (Sensor sensor : sensors) {
            bind(sensor);
        }
        agents.bind(store);
        agents.start();
    }

    static AgentOptions polling(Duration interval) {
        return new AgentOptions(interval, Duration.ofSeconds(30), NEVER, Optional.empty());
    }

    static AgentOptions timeout(Duration timeout) {
        return new AgentOptions(NEVER, timeout, NEVER, Optional.empty());
    }

    static AgentOptions sessions(Duration timeout) {
        return new AgentOptions(NEVER, Duration.ofSeconds(30), timeout, Optional.empty());
    }

    void options(AgentOptions next) {
        options = next;
        agents.options(next);
    }

    void workspace(Path folder) {
        options(new AgentOptions(
                options.pollingInterval(), options.sensorTimeout(), options.sessionTimeout(), Optional.of(folder)));
    }

    void bind(Sensor sensor) {
        bind(sensor, 0);
    }

    void bind(Sensor sensor, int ranking) {
        agents.bind(sensor, properties(ids.incrementAndGet(), ranking));
    }

    static Map<String, Object> properties(long id, int ranking) {
        return Map.of(Constants.SERVICE_ID, id, Constants.SERVICE_RANKING, ranking);
    }

    WorkspaceAgent add(Path folder) {
        return (WorkspaceAgent) agents.add(folder);
    }

    SensorStatus status(String sensor, Target target) {
        return agents.sensors().stream()
                .filter(status ->
                        status.sensor().equals(sensor) && status.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    /** A fact of a state that the store has; {@code -} when it is missing, {@code none} when there is no state. */
    String stored(StateKey key, String fact) {
        return store.current(key).map(state -> text(state, fact)).orElse("none");
    }

    static String text(State state, String fact) {
        return state.facts().get(fact).map(Object::toString).orElse("-");
    }

    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("context-agent-agent-"))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        agents.close();
        try {
            Files.deleteIfExists(added);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
