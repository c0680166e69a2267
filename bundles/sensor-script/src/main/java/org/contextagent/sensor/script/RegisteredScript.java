package org.contextagent.sensor.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.function.Supplier;
import org.contextagent.api.sensor.Sensor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** A script that is a sensor until it is closed. */
final class RegisteredScript implements AutoCloseable {

    /** Under those that watch: what they say is newer than what a script said some seconds ago. */
    static final int RANKING = -50;

    private final ScriptSensor sensor;
    private final ServiceRegistration<Sensor> registration;

    /** As {@link ScriptSensor} is made. */
    RegisteredScript(BundleContext context, String name, Path script, Supplier<Duration> timeout) {
        sensor = new ScriptSensor(name, script, timeout);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, RANKING);
        registration = context.registerService(Sensor.class, sensor, properties);
    }

    @Override
    public void close() {
        registration.unregister();
        sensor.close();
    }
}
