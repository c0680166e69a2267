package org.contextagent.sensor.script;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;
import org.osgi.framework.BundleContext;
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

    private final BundleContext context;
    private final DefaultTimeout timeout;
    private String path = "";
    private Optional<RegisteredScript> script = Optional.empty();

    @Activate
    public OptionScript(BundleContext context, Config config, @Reference(name = "timeout") DefaultTimeout timeout) {
        this.context = context;
        this.timeout = timeout;
        modified(config);
    }

    @Modified
    void modified(Config config) {
        if (!path.equals(config.sensor__path())) {
            deactivate();
            path = config.sensor__path();
            script = path.isBlank() ? Optional.empty() : registered();
        }
    }

    private Optional<RegisteredScript> registered() {
        try {
            return Optional.of(new RegisteredScript(context, NAME, Path.of(path), timeout::current));
        } catch (InvalidPathException e) {
            LOG.warn("sensor_path is '{}'; valid is {}", SafeText.line(path), Option.SENSOR_PATH.valid());
            return Optional.empty();
        }
    }

    @Deactivate
    void deactivate() {
        script.ifPresent(RegisteredScript::close);
        script = Optional.empty();
    }
}
