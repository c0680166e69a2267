package org.contextagent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import org.contextagent.api.config.Option;
import org.contextagent.api.home.Home;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@code log_level} and {@code log_format} what Pax Logging does, where the runtime says that it logs with it. Pax Logging
 * reads its Logback file again whenever its configuration is updated.
 */
@Component(configurationPid = Option.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class LogSettings {

    /** Framework property that says what the runtime logs with. */
    static final String LOGGING = "org.contextagent.logging";

    /** Framework property, followed by a format, with the path of the Logback file for it. */
    static final String TEMPLATE = "org.contextagent.logging.template.";

    /** What stands for the level in such a file. */
    static final String LEVEL = "@LEVEL@";

    static final String PAX_PID = "org.ops4j.pax.logging";
    static final String PAX_FILE = "org.ops4j.pax.logging.logback.config.file";
    static final String REVISION = "org.contextagent.revision";

    private static final Logger LOG = LoggerFactory.getLogger(LogSettings.class);

    private final BundleContext context;
    private final ConfigurationAdmin configurationAdmin;
    private final PrivateFile file;

    /** The options that this one needs. */
    @interface Config {
        String log__level() default "INFO";

        String log__format() default "json";
    }

    @Activate
    public LogSettings(
            BundleContext context,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin configurationAdmin,
            Config config) {
        this(context, configurationAdmin, Home.current(), config.log__level(), config.log__format());
    }

    LogSettings(BundleContext context, ConfigurationAdmin configurationAdmin, Home home, String level, String format) {
        this.context = context;
        this.configurationAdmin = configurationAdmin;
        this.file = new PrivateFile(home.state().resolve("logback.xml"));
        use(level, format);
    }

    @Modified
    void modified(Config config) {
        use(config.log__level(), config.log__format());
    }

    void use(String level, String format) {
        if (!"pax".equals(context.getProperty(LOGGING))) {
            return;
        }
        String property = TEMPLATE + format.toLowerCase(Locale.ROOT);
        String template = context.getProperty(property);
        if (template == null) {
            LOG.warn("Logging stays as it is: the runtime names no file for log_format {} ({})", format, property);
            return;
        }
        try {
            String text = Files.readString(Path.of(template)).replace(LEVEL, backendLevel(level));
            file.write(text);
            reload(text);
        } catch (IOException | IllegalStateException failed) {
            LOG.warn("Logging stays as it is: {} cannot be put in effect as {}", template, file.path(), failed);
        }
    }

    /** Our levels as Logback has them. */
    private static String backendLevel(String level) {
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "DEBUG" -> "DEBUG";
            case "WARNING" -> "WARN";
            case "ERROR", "CRITICAL" -> "ERROR";
            default -> "INFO";
        };
    }

    private void reload(String text) throws IOException {
        Configuration configuration = configurationAdmin.getConfiguration(PAX_PID, "?");
        Dictionary<String, Object> properties =
                Objects.requireNonNullElseGet(configuration.getProperties(), Hashtable::new);
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        properties.put(PAX_FILE, file.path().toString());
        // the file's name stays the same, so this is what makes the update differ
        properties.put(REVISION, Long.toHexString(sum.getValue()));
        configuration.updateIfDifferent(properties);
    }
}
