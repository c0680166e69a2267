package org.contextagent.shell.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;

/** Agents that count how often they sense. */
public final class FakeAgents implements Agents {

    public final List<Agent> agents = new ArrayList<>();
    public final List<Target> sessions = new ArrayList<>();
    public final List<SensorStatus> sensors = new ArrayList<>();
    public boolean nothingRead;
    public int refreshes;

    @Override
    public Agent add(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("no such directory: " + folder);
        }
        Agent agent = new FakeAgent(folder);
        agents.add(agent);
        return agent;
    }

    @Override
    public boolean remove(Path folder) {
        return agents.removeIf(agent -> agent.workspace().equals(folder));
    }

    @Override
    public List<Agent> list() {
        return List.copyOf(agents);
    }

    @Override
    public Optional<Agent> holding(Path directory) {
        return agents.stream()
                .filter(agent -> directory.startsWith(agent.workspace()))
                .findFirst();
    }

    @Override
    public List<Target> sessions() {
        return sessions;
    }

    @Override
    public State accept(ToolDocument document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public State preview(ToolDocument document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SensorStatus> sensors() {
        return sensors;
    }

    private final class FakeAgent implements Agent {

        private final Path workspace;
        private boolean running = true;

        FakeAgent(Path workspace) {
            this.workspace = workspace;
        }

        @Override
        public Path workspace() {
            return workspace;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public State refresh() {
            refreshes++;
            return state();
        }

        @Override
        public State state() {
            if (nothingRead) {
                throw new NoReadingException("no sensor ever gave a reading of " + workspace);
            }
            return States.of(Facts.builder()
                    .put(Fact.WORKSPACE_PATH, workspace.toString())
                    .build());
        }
    }
}
