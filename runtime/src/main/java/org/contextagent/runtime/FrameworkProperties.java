package org.contextagent.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.contextagent.api.home.Home;
import org.osgi.framework.Constants;

/** What the framework and the bundles are told: what stands in {@code conf/framework.properties} and where this user's things are. */
final class FrameworkProperties {

    /** System property that the logging templates read: the folder of the log. */
    static final String LOGS = "org.contextagent.logs";

    private final Installation installation;
    private final Home home;

    FrameworkProperties(Installation installation, Home home) {
        this.installation = installation;
        this.home = home;
    }

    Map<String, String> of(Arguments arguments, Path deploy) throws StartException {
        try {
            Map<String, String> properties = new HashMap<>();
            Properties fixed = new Properties();
            try (Reader reader = Files.newBufferedReader(installation.conf("framework.properties"))) {
                fixed.load(reader);
            }
            fixed.stringPropertyNames().forEach(name -> properties.put(name, fixed.getProperty(name)));
            properties.put(
                    Constants.FRAMEWORK_STORAGE, home.state().resolve("felix").toString());
            if (isNewBuild()) {
                properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
            }
            // beside the cache, which is thrown away with every new build
            properties.put("felix.cm.dir", home.state().resolve("config-admin").toString());
            properties.put("felix.fileinstall.dir", deploy.toString());
            properties.put("org.contextagent.workspace", arguments.folder().toString());
            arguments.config().ifPresent(file -> properties.put("org.contextagent.config.file", file.toString()));
            properties.put("org.contextagent.logging", "pax");
            properties.put(
                    "org.contextagent.logging.template.json", template("json").toString());
            properties.put(
                    "org.contextagent.logging.template.text", template("text").toString());
            properties.put(
                    "org.ops4j.pax.logging.StaticLogbackFile", loggingOfStart().toString());
            return properties;
        } catch (IOException e) {
            throw new StartException("the runtime cannot be set up: " + Reasons.of(e), e);
        }
    }

    Path log() {
        return home.state().resolve("logs").resolve("agent.log");
    }

    private Path template(String format) {
        return installation.conf("logback-" + format + ".xml");
    }

    /** Until the configuration is known: warnings alone, in the format that the environment asks for. */
    private Path loggingOfStart() throws IOException {
        boolean isText = "text".equalsIgnoreCase(System.getenv("CONTEXT_AGENT_LOG_FORMAT"));
        String template = Files.readString(template(isText ? "text" : "json"));
        Path file = home.state().resolve("logback-start.xml");
        Files.writeString(file, template.replace("@LEVEL@", "WARN"));
        return file;
    }

    /** The cache is of use for the same bundles in the same place alone. */
    private boolean isNewBuild() throws IOException {
        Path memory = home.state().resolve("felix.build");
        String build = installation.build() + " " + installation.root();
        if (Files.isRegularFile(memory) && Files.readString(memory).equals(build)) {
            return false;
        }
        Files.writeString(memory, build);
        return true;
    }
}
