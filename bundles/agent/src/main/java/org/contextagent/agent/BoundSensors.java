package org.contextagent.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.text.SafeText;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sensors that are there now. Of several with one name the best is asked, the others wait for it to go. */
final class BoundSensors {

    private static final Logger LOG = LoggerFactory.getLogger(BoundSensors.class);

    // a name is part of the name of a fact
    private static final Pattern NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]*");

    private final SensorRunner runner;
    private final Map<Sensor, BoundSensor> all = new IdentityHashMap<>();
    private volatile List<BoundSensor> active = List.of();

    BoundSensors(SensorRunner runner) {
        this.runner = runner;
    }

    /** A sensor came. */
    void bind(Sensor service, Map<String, ?> properties) {
        String name;
        Sensor.Scope scope;
        try {
            name = service.name();
            scope = service.scope();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("A sensor is left out: it cannot say its name", e);
            return;
        }
        if (!NAME.matcher(name).matches()) {
            LOG.warn(
                    "A sensor is left out: its name is '{}'; valid are lower-case words joined by '-'",
                    SafeText.line(name));
            return;
        }
        add(new BoundSensor(service, name, scope, ranking(properties), id(properties), new SensorLane(runner)));
    }

    private synchronized void add(BoundSensor sensor) {
        if (all.values().stream().anyMatch(other -> other.name().equals(sensor.name()))) {
            LOG.warn(
                    "Two sensors are called '{}': the one with the higher service.ranking is asked, the other waits",
                    sensor.name());
        }
        all.put(sensor.service(), sensor);
        arrange();
    }

    /** The properties of a sensor's service changed. */
    synchronized void updated(Sensor service, Map<String, ?> properties) {
        BoundSensor sensor = all.get(service);
        if (sensor != null) {
            sensor.rank(ranking(properties));
            arrange();
        }
    }

    /** A sensor went. */
    synchronized void unbind(Sensor service) {
        all.remove(service);
        arrange();
    }

    private void arrange() {
        Set<String> names = new HashSet<>();
        List<BoundSensor> best = new ArrayList<>(all.values());
        best.sort(BoundSensor.BEST_FIRST);
        best.removeIf(sensor -> !names.add(sensor.name()));
        active = List.copyOf(best);
    }

    /** Those that are asked, best first, each name once. */
    List<BoundSensor> active() {
        return active;
    }

    /** Those of them that take documents, best first. */
    List<BoundSensor> takingDocuments() {
        return active.stream().filter(BoundSensor::takesDocuments).toList();
    }

    private static int ranking(Map<String, ?> properties) {
        return properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    private static long id(Map<String, ?> properties) {
        return properties.get(Constants.SERVICE_ID) instanceof Long id ? id : Long.MAX_VALUE;
    }
}
