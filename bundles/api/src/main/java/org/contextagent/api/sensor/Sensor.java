package org.contextagent.api.sensor;

import org.contextagent.api.state.Facts;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads a part of the world; registered as a service, it joins the running agent at once.
 *
 * <p>Where two sensors give the same fact, the one with the higher {@code service.ranking} wins, then the one registered
 * first; what is sensed of a session wins over what is sensed of its workspace.
 */
@ConsumerType
public interface Sensor {

    /** What a sensor is asked about. */
    enum Scope {
        /** Asked once for a workspace, however many sessions are in it. */
        WORKSPACE,
        /** Asked for the workspace itself and for each session in it. */
        SESSION
    }

    /** Lower-case name, a word or words joined by {@code -}; unique among the sensors of an agent: {@code git}. */
    String name();

    default Scope scope() {
        return Scope.WORKSPACE;
    }

    /**
     * What is known of the target now; {@link Facts#NONE} when nothing is.
     *
     * <p>Called on a thread of the agent, for one target at a time but for several targets at once. The thread is interrupted
     * after {@code sensor_timeout}.
     *
     * @throws SensorException when it cannot be read, with a message for a person; the last good reading stays in use
     * @throws InterruptedException when it was interrupted
     */
    Facts sense(Target target) throws SensorException, InterruptedException;

    /**
     * Tells the agent when to look again, from now until the watch is closed: each run of {@code lookAgain} makes the agent
     * sense the target soon; it returns at once and may be run on any thread. A sensor that cannot tell is asked every
     * {@code polling_interval}. The sensor ends its watches when it is deactivated.
     */
    default Watch watch(Target target, Runnable lookAgain) {
        return Watch.NONE;
    }

    /** Ends a watch; closing twice does nothing. */
    interface Watch extends AutoCloseable {

        Watch NONE = () -> {};

        @Override
        void close();
    }
}
