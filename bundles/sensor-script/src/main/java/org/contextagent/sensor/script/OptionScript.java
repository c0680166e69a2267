package org.contextagent.sensor.script;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.text.SafeText;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sensor {@value #NAME} of the option {@code sensor_path}. It is registered while the option is set; a change of the option
 * takes effect at once.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = Option.PID)
public final class OptionScript {

    static final String NAME = "script";

    private static final Logger LOG = LoggerFactory.getLogger(OptionScript.class);

    @interface Config {
        String sensor__path() default "";
    }

    private record Registered(String path, ScriptSensor sensor, ServiceRegistration<Sensor> registration) {}

    private final BundleContext context;
    private final DefaultTimeout timeout;
    private Optional<Registered> registered = Optional.empty();

    @Activate
    public OptionScript(BundleContext context, Config config, @Reference(name = "timeout") DefaultTimeout timeout) {
        this.context = context;
        this.timeout = timeout;
        register(config.sensor__path());
    }

    @Modified
    void modified(Config config) {
        String path = config.sensor__path();
        if (registered.filter(now -> now.path().equals(path)).isEmpty()) {
            unregister();
            register(path);
        }
    }

    @Deactivate
    void deactivate() {
        unregister();
    }

    private void register(String path) {
        if (path.isBlank()) {
            return;
        }
        try {
            ScriptSensor sensor = new ScriptSensor(NAME, Path.of(path), timeout::current);
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Constants.SERVICE_RANKING, ScriptSensor.RANKING);
            registered = Optional.of(
                    new Registered(path, sensor, context.registerService(Sensor.class, sensor, properties)));
        } catch (InvalidPathException e) {
            LOG.warn("sensor_path is '{}'; valid is {}", SafeText.line(path), Option.SENSOR_PATH.valid());
        }
    }

    private void unregister() {
        registered.ifPresent(now -> {
            now.registration().unregister();
            now.sensor().close();
        });
        registered = Optional.empty();
    }
}
