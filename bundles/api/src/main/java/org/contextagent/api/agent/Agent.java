package org.contextagent.api.agent;

import java.nio.file.Path;
import org.contextagent.api.state.State;
import org.osgi.annotation.versioning.ProviderType;

/** Senses one workspace and the sessions in it. For any thread. */
@ProviderType
public interface Agent {

    /** Absolute path of the workspace's folder. */
    Path workspace();

    /**
     * Senses once, then returns; from then on senses on each change that it is told of, and every {@code polling_interval} at the
     * latest.
     *
     * @throws IllegalStateException when it runs already
     */
    void start();

    /**
     * Ends sensing, then returns: a call in flight is interrupted, its answer does not count, and it is waited for no longer than
     * {@code sensor_timeout} and 2 seconds. Does nothing when it does not run; it can be started again.
     */
    void stop();

    boolean isRunning();

    /**
     * Senses now and waits for it.
     *
     * @throws NoReadingException when no sensor ever gave a reading
     */
    State refresh();

    /**
     * The newest state; never senses, never waits.
     *
     * @throws NoReadingException when no sensor ever gave a reading
     */
    State state();
}
