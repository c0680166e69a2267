package org.contextagent.sensor.script;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A further sensor script for each factory configuration with the PID {@value #PID}. */
@Component(
        service = Sensor.class,
        configurationPid = ConfiguredScript.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Constants.SERVICE_RANKING + ":Integer=" + ScriptSensor.RANKING)
@Designate(ocd = ConfiguredScript.Config.class, factory = true)
public final class ConfiguredScript implements Sensor {

    static final String PID = "org.contextagent.sensor.script";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    @ObjectClassDefinition(
            name = "Context Agent: sensor script",
            description =
                    "An executable that reads a line of JSON, writes the status line to standard output and a JSON"
                            + " document to standard error, and ends with status 0")
    @interface Config {
        @AttributeDefinition(description = "Absolute path of the executable")
        String path();

        @AttributeDefinition(
                description = "Name of the sensor: lower-case words joined by '-', unlike every other sensor's")
        String name();

        @AttributeDefinition(description = "Seconds after which it is ended; 0: as the option sensor_timeout says")
        double timeout() default 0;
    }

    private final ScriptSensor sensor;

    /** @throws IllegalArgumentException when path or name is missing or not valid */
    @Activate
    public ConfiguredScript(Config config, @Reference(name = "timeout") DefaultTimeout timeout) {
        if (config.path() == null || config.path().isBlank()) {
            throw new IllegalArgumentException(PID + ": 'path' is missing; valid is the path of an executable file");
        }
        if (config.name() == null || !NAME.matcher(config.name()).matches()) {
            throw new IllegalArgumentException(PID + ": 'name' is '" + SafeText.line(String.valueOf(config.name()))
                    + "'; valid are lower-case words joined by '-'");
        }
        double own = config.timeout();
        sensor = new ScriptSensor(
                config.name(), Path.of(config.path()), () -> own > 0 ? DefaultTimeout.seconds(own) : timeout.current());
    }

    @Deactivate
    void deactivate() {
        sensor.close();
    }

    @Override
    public String name() {
        return sensor.name();
    }

    @Override
    public Facts sense(Target target) throws SensorException, InterruptedException {
        return sensor.sense(target);
    }
}
