package org.contextagent.sensor.script;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A further sensor for each factory configuration with the PID {@value #PID}. */
@Component(
        service = {},
        immediate = true,
        configurationPid = ConfiguredScript.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredScript.Config.class, factory = true)
public final class ConfiguredScript {

    static final String PID = "org.contextagent.sensor.script";

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredScript.class);
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

    private final Optional<RegisteredScript> script;

    @Activate
    public ConfiguredScript(BundleContext context, Config config, @Reference(name = "timeout") DefaultTimeout timeout) {
        Optional<Path> path = path(config.path());
        Optional<String> name = Optional.ofNullable(config.name())
                .filter(text -> NAME.matcher(text).matches());
        if (path.isEmpty()) {
            refuse("path", config.path(), "the absolute path of an executable file");
        }
        if (name.isEmpty()) {
            refuse("name", config.name(), "lower-case words joined by '-'");
        }
        double own = config.timeout();
        script = path.flatMap(file -> name.map(word -> new RegisteredScript(
                context, word, file, () -> own > 0 ? DefaultTimeout.seconds(own) : timeout.current())));
    }

    private static Optional<Path> path(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static void refuse(String property, @Nullable String value, String valid) {
        LOG.warn(
                "A sensor script is left out: in a configuration of {}, '{}' is '{}'; valid is {}",
                PID,
                property,
                value == null ? "" : SafeText.line(value),
                valid);
    }

    @Deactivate
    void deactivate() {
        script.ifPresent(RegisteredScript::close);
    }
}
