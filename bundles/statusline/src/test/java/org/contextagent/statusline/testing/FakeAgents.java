package org.contextagent.statusline.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;

/** Agents that answer each document by a function. */
public final class FakeAgents implements Agents {

    public final List<ToolDocument> accepted = new CopyOnWriteArrayList<>();
    public final AtomicInteger previewed = new AtomicInteger();
    public volatile List<Path> workspaces = List.of();

    private volatile Function<ToolDocument, State> answer;

    public FakeAgents(Function<ToolDocument, State> answer) {
        this.answer = answer;
    }

    /** Agents with the real contract of the sensor script. */
    public static FakeAgents sensing() {
        return new FakeAgents(new ScriptStates()::of);
    }

    public void answerWith(Function<ToolDocument, State> newAnswer) {
        answer = newAnswer;
    }

    @Override
    public State accept(ToolDocument document) {
        State state = answer.apply(document);
        accepted.add(document);
        return state;
    }

    @Override
    public State preview(ToolDocument document) {
        State state = answer.apply(document);
        previewed.incrementAndGet();
        return state;
    }

    @Override
    public List<Agent> list() {
        return workspaces.stream().<Agent>map(FakeAgent::new).toList();
    }

    @Override
    public Agent add(Path folder) {
        return new FakeAgent(folder);
    }

    @Override
    public boolean remove(Path folder) {
        return false;
    }

    @Override
    public Optional<Agent> holding(Path directory) {
        return Optional.empty();
    }

    @Override
    public List<Target> sessions() {
        return List.of();
    }

    @Override
    public List<SensorStatus> sensors() {
        return List.of();
    }

    private record FakeAgent(Path workspace) implements Agent {

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public State refresh() {
            return state();
        }

        @Override
        public State state() {
            throw new UnsupportedOperationException("not asked for by the status line");
        }
    }
}
