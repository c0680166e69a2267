package org.contextagent.agent;

import java.util.Comparator;
import java.util.Optional;
import org.contextagent.api.sensor.DocumentSensor;
import org.contextagent.api.sensor.Sensor;

/** A sensor that is there now: the service, what it said of itself when it came, and its place among the others. */
final class BoundSensor {

    /** Best first: the higher ranking, then the one registered first. */
    static final Comparator<BoundSensor> BEST_FIRST =
            Comparator.comparingInt(BoundSensor::ranking).reversed().thenComparingLong(BoundSensor::id);

    private final Sensor service;
    private final String name;
    private final Sensor.Scope scope;
    private final long id;
    private final SensorLane lane;
    private volatile int ranking;

    BoundSensor(Sensor service, String name, Sensor.Scope scope, int ranking, long id, SensorLane lane) {
        this.service = service;
        this.name = name;
        this.scope = scope;
        this.ranking = ranking;
        this.id = id;
        this.lane = lane;
    }

    Sensor service() {
        return service;
    }

    /** The service, when it takes documents. */
    Optional<DocumentSensor> documents() {
        return service instanceof DocumentSensor documents ? Optional.of(documents) : Optional.empty();
    }

    boolean takesDocuments() {
        return service instanceof DocumentSensor;
    }

    String name() {
        return name;
    }

    Sensor.Scope scope() {
        return scope;
    }

    int ranking() {
        return ranking;
    }

    void rank(int changed) {
        ranking = changed;
    }

    long id() {
        return id;
    }

    SensorLane lane() {
        return lane;
    }
}
