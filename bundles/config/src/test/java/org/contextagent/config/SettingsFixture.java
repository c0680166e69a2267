package org.contextagent.config;

import static org.contextagent.config.testing.Eventually.eventually;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contextagent.api.config.Option;
import org.contextagent.api.home.Home;
import org.contextagent.api.status.StatusSource;
import org.contextagent.config.testing.EmbeddedFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ManagedService;

/** The settings in a real framework with the real ConfigAdmin, and a home of their own. */
abstract class SettingsFixture {

    static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    Path folder;

    final Map<String, String> environment = new HashMap<>();
    final Map<String, String> frameworkProperties = new HashMap<>();

    /** The polling intervals that a component was given, one after the other. */
    final List<Object> delivered = new CopyOnWriteArrayList<>();

    Home home;
    EmbeddedFramework framework;
    private final List<ContextSettings> open = new ArrayList<>();

    @BeforeEach
    void startFramework() throws Exception {
        home = new Home(folder.resolve("run"), folder.resolve("state"), folder.resolve("config"));
        framework = new EmbeddedFramework(folder.resolve("felix"), frameworkProperties);
        receiveConfigurations();
    }

    private void receiveConfigurations() {
        Map<String, Object> properties = Map.of(Constants.SERVICE_PID, Option.PID);
        ManagedService receiver = given -> {
            if (given != null) {
                delivered.add(given.get("polling_interval"));
            }
        };
        framework.context().registerService(ManagedService.class, receiver, new Hashtable<>(properties));
    }

    @AfterEach
    void stopFramework() throws Exception {
        List.copyOf(open).forEach(this::stop);
        framework.close();
    }

    void restartFramework() throws Exception {
        List.copyOf(open).forEach(this::stop);
        framework.close();
        framework = new EmbeddedFramework(folder.resolve("felix"), frameworkProperties);
        receiveConfigurations();
    }

    ContextSettings settings() {
        ContextSettings settings = new ContextSettings(
                framework.context(),
                framework.configAdmin(),
                home,
                environment,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofMillis(100));
        open.add(settings);
        return settings;
    }

    void stop(ContextSettings settings) {
        open.remove(settings);
        settings.deactivate();
    }

    Path named(String name) {
        Path file = folder.resolve(name);
        environment.put(ContextSettings.FILE_VARIABLE, file.toString());
        return file;
    }

    Path defaultJson(String text) throws Exception {
        return Files.writeString(Files.createDirectories(home.config()).resolve("default.json"), text);
    }

    /** The reasons why the agent cannot start, as a launcher sees them. */
    List<String> fatal() throws Exception {
        List<String> reasons = new ArrayList<>();
        for (ServiceReference<StatusSource> reference :
                framework.context().getServiceReferences(StatusSource.class, "(" + StatusSource.FATAL + "=*)")) {
            reasons.add((String) reference.getProperty(StatusSource.FATAL));
        }
        return reasons;
    }

    void awaitConfiguration(String key, Object value) throws Exception {
        eventually(
                key + " is " + value,
                () -> value.equals(framework.configuration().get(key)));
    }

    /** Every file that was written under the home, to look for what should not be there. */
    List<Path> written(String text) throws Exception {
        List<Path> found = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
