package org.contextagent.api.status;

import org.osgi.annotation.versioning.ConsumerType;

/** Says how a bundle does; registered as a service by every bundle that has something to say. */
@ConsumerType
public interface StatusSource {

    /**
     * Service property whose text says why the agent cannot start at all; a launcher shows it and ends with status 1.
     */
    String FATAL = "org.contextagent.fatal";

    /** Short lower-case name: {@code events}. */
    String name();

    /** The condition now; must not block. */
    Status status();
}
