package org.contextagent.api.sensor;

import org.contextagent.api.state.Facts;
import org.osgi.annotation.versioning.ConsumerType;

/** A sensor that reads documents of AI tools; registered as a {@link Sensor}, the agent hands it each document that comes. */
@ConsumerType
public interface DocumentSensor extends Sensor {

    /**
     * Takes a document in; what it says is part of the target's next reading. Never fails for what the document
     * holds: text that is no document counts as an empty one.
     */
    Accepted accept(ToolDocument document);

    /** The facts that {@link #accept} would keep, and their target, without keeping them. */
    Preview preview(ToolDocument document);

    /**
     * @param target whom the document is about
     * @param ended the tool says that the session is over
     */
    record Accepted(Target target, boolean ended) {}

    /**
     * @param target whom the document is about
     * @param facts what it says
     */
    record Preview(Target target, Facts facts) {}

    @Override
    default Scope scope() {
        return Scope.SESSION;
    }

    /** Forgets what it keeps of a session that is over. */
    void forget(String session);
}
