package org.contextagent.sensor.session.testing;

import java.nio.file.Path;
import org.contextagent.api.sensor.DocumentSensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Facts;

/** Sends documents to a sensor, as the agent does, and asks what is known after each. */
public final class Sessions {

    /** Stands in for the folder that a document leaves out. */
    public static final Path DIRECTORY = Path.of("/home/dev/here").toAbsolutePath();

    private final DocumentSensor sensor;

    public Sessions(DocumentSensor sensor) {
        this.sensor = sensor;
    }

    public DocumentSensor.Accepted accept(String json) {
        return sensor.accept(document(json));
    }

    /** The facts of the document's target after it. */
    public Facts factsAfter(String json) {
        return facts(accept(json).target());
    }

    public Facts facts(Target target) {
        try {
            return sensor.sense(target);
        } catch (SensorException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static ToolDocument document(String json) {
        return new ToolDocument(Samples.json(json), DIRECTORY);
    }
}
