package org.contextagent.config;

import static org.contextagent.config.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contextagent.api.home.Home;
import org.contextagent.config.testing.CapturedLog;
import org.contextagent.config.testing.EmbeddedFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ManagedService;

class LogSettingsTest {

    @TempDir
    Path folder;

    private Home home;
    private Path logback;
    private EmbeddedFramework framework;
    private final Map<String, String> properties = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        home = new Home(folder.resolve("run"), folder.resolve("state"), folder.resolve("config"));
        logback = home.state().resolve("logback.xml");
        properties.put(LogSettings.LOGGING, "pax");
        for (String format : List.of("json", "text")) {
            properties.put(
                    LogSettings.TEMPLATE + format,
                    folder.resolve(format + ".xml").toString());
            Files.writeString(
                    folder.resolve(format + ".xml"), "<" + format + " level=\"@LEVEL@\"/> <other level=\"WARN\"/>");
        }
        framework = new EmbeddedFramework(folder.resolve("felix"), properties);
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    private LogSettings settings(String level, String format) {
        return new LogSettings(framework.context(), framework.configAdmin(), home, level, format);
    }

    @ParameterizedTest
    @DisplayName("C14 log_level is put into the runtime's Logback file of log_format")
    @CsvSource({
        "DEBUG,json,DEBUG",
        "INFO,text,INFO",
        "WARNING,json,WARN",
        "ERROR,text,ERROR",
        "CRITICAL,json,ERROR",
    })
    void the_level_is_put_into_the_file(String level, String format, String backend) throws Exception {
        settings(level, format);
        assertEquals("<" + format + " level=\"" + backend + "\"/> <other level=\"WARN\"/>", Files.readString(logback));
        assertEquals(
                logback.toString(), framework.configuration(LogSettings.PAX_PID).get(LogSettings.PAX_FILE));
    }

    @Test
    @DisplayName("C14 a change makes Pax Logging read the file again, the same values do not")
    void a_change_is_delivered_once() throws Exception {
        List<Object> revisions = new CopyOnWriteArrayList<>();
        ManagedService paxLogging = given -> {
            if (given != null) {
                revisions.add(given.get(LogSettings.REVISION));
            }
        };
        framework
                .context()
                .registerService(
                        ManagedService.class,
                        paxLogging,
                        new Hashtable<>(Map.of(Constants.SERVICE_PID, LogSettings.PAX_PID)));
        LogSettings settings = settings("INFO", "json");
        eventually("once", () -> revisions.size() == 1);
        long count = changeCount();
        settings.use("INFO", "json");
        settings("INFO", "json");
        assertEquals(count, changeCount());
        settings.use("DEBUG", "json");
        eventually("twice", () -> revisions.size() == 2);
        settings.use("DEBUG", "text");
        eventually("three times", () -> revisions.size() == 3);
        assertNotEquals(revisions.get(0), revisions.get(1));
        assertNotEquals(revisions.get(1), revisions.get(2));
    }

    private long changeCount() throws Exception {
        return framework
                .configAdmin()
                .getConfiguration(LogSettings.PAX_PID, "?")
                .getChangeCount();
    }

    @Test
    void other_properties_of_the_runtime_stay() throws Exception {
        framework
                .configAdmin()
                .getConfiguration(LogSettings.PAX_PID, "?")
                .update(new Hashtable<>(Map.of("org.ops4j.pax.logging.useLocks", "false")));
        settings("INFO", "json");
        assertEquals("false", framework.configuration(LogSettings.PAX_PID).get("org.ops4j.pax.logging.useLocks"));
    }

    @Test
    void a_runtime_with_other_logging_is_left_alone() throws Exception {
        framework.close();
        properties.put(LogSettings.LOGGING, "other");
        framework = new EmbeddedFramework(folder.resolve("felix"), properties);
        settings("DEBUG", "text");
        assertFalse(Files.exists(logback));
        assertEquals(Map.of(), framework.configuration(LogSettings.PAX_PID));
    }

    @Test
    void without_a_file_of_the_runtime_logging_stays_as_it_is() throws Exception {
        settings("INFO", "json");
        String before = Files.readString(logback);
        Files.delete(folder.resolve("text.xml"));
        try (CapturedLog log = new CapturedLog()) {
            settings("DEBUG", "text");
            settings("DEBUG", "xml");
            assertEquals(2, log.lines("Logging stays as it is").size(), log.text());
            assertTrue(log.text().contains("text.xml cannot be put in effect"), log.text());
        }
        assertEquals(before, Files.readString(logback));
    }
}
