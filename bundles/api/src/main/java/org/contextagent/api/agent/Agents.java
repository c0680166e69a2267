package org.contextagent.api.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;
import org.osgi.annotation.versioning.ProviderType;

/** The agents of this runtime and the sessions in their workspaces. For any thread. */
@ProviderType
public interface Agents {

    /**
     * The running agent of a folder; a new one is made and started when there is none.
     *
     * @throws IllegalArgumentException when it is no existing directory, or there are as many workspaces as are allowed
     */
    Agent add(Path folder);

    /** Stops and drops the agent of a folder, with the sessions in it. Says whether there was one. */
    boolean remove(Path folder);

    /** All agents, in the order in which they came. */
    List<Agent> list();

    /** The agent whose workspace is the directory, or else is the nearest one above it. */
    Optional<Agent> holding(Path directory);

    /** The sessions that are known, in the order in which they came. */
    List<Target> sessions();

    /**
     * Takes a tool's document in and gives the state that it leads to. Makes the agent and the session when they are new; a
     * document that says that its session is over ends it. Waits for sensors only when the workspace is new.
     *
     * @throws NoReadingException when no sensor takes documents now: none is there, it is busy with another one, or the agents
     *     are being stopped; the same document is worth another try
     * @throws IllegalStateException when each sensor that takes documents failed with this one, as it would again
     */
    State accept(ToolDocument document);

    /**
     * The state that {@link #accept} would give, as far as that is known without sensing; nothing is kept or told. Fails as that
     * does.
     */
    State preview(ToolDocument document);

    /** How each sensor does for each target. */
    List<SensorStatus> sensors();
}
