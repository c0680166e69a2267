package org.contextagent.sensor.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.sensor.script.testing.Framework;
import org.contextagent.sensor.script.testing.Processes;
import org.contextagent.sensor.script.testing.Scripts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

@EnabledOnOs({OS.LINUX, OS.MAC})
class OptionScriptTest {

    @TempDir
    Path folder;

    private Framework framework;
    private BundleContext context;
    private Scripts scripts;
    private final DefaultTimeout timeout = new DefaultTimeout(timeoutOf(60));

    @BeforeEach
    void start_a_framework() throws Exception {
        framework = new Framework(folder.resolve("cache"));
        context = framework.context();
        scripts = new Scripts(folder);
    }

    @AfterEach
    void stop_it() throws Exception {
        framework.close();
    }

    private static OptionScript.Config path(String path) {
        return new OptionScript.Config() {
            @Override
            public String sensor__path() {
                return path;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return OptionScript.Config.class;
            }
        };
    }

    private static DefaultTimeout.Config timeoutOf(double seconds) {
        return new DefaultTimeout.Config() {
            @Override
            public double sensor__timeout() {
                return seconds;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return DefaultTimeout.Config.class;
            }
        };
    }

    private static ConfiguredScript.Config configured(String path, String name, double seconds) {
        return new ConfiguredScript.Config() {
            @Override
            public String path() {
                return path;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public double timeout() {
                return seconds;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ConfiguredScript.Config.class;
            }
        };
    }

    private Sensor registered() {
        ServiceReference<Sensor> reference = context.getServiceReference(Sensor.class);
        assertNotNull(reference);
        assertEquals(RegisteredScript.RANKING, reference.getProperty(Constants.SERVICE_RANKING));
        return context.getService(reference);
    }

    private Optional<String> model() throws Exception {
        return registered().sense(Target.of(folder)).text("model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "/nul\0l"})
    @DisplayName("X20 without a usable sensor_path there is no sensor")
    void without_the_option_there_is_no_sensor(String path) {
        OptionScript option = new OptionScript(context, path(path), timeout);

        assertNull(context.getServiceReference(Sensor.class));
        option.deactivate();
    }

    @Test
    @DisplayName("X20 C14 the option may be set, changed and taken away at any time")
    void the_option_may_change_at_any_time() throws Exception {
        Path one = scripts.script("one", "echo '{\"model\":\"One\"}' >&2");
        Path two = scripts.script("two", "echo '{\"model\":\"Two\"}' >&2");
        OptionScript option = new OptionScript(context, path(""), timeout);

        option.modified(path(one.toString()));
        assertEquals("script", registered().name());
        assertEquals(Optional.of("One"), model());
        Sensor before = registered();

        option.modified(path(one.toString()));
        assertSame(before, registered());

        option.modified(path(two.toString()));
        assertEquals(Optional.of("Two"), model());
        assertThrows(SensorException.class, () -> before.sense(Target.of(folder)));

        option.modified(path(""));
        assertNull(context.getServiceReference(Sensor.class));

        option.modified(path(one.toString()));
        assertEquals(Optional.of("One"), model());
        option.deactivate();
        assertNull(context.getServiceReference(Sensor.class));
    }

    @Test
    @DisplayName("X20 C14 a change of sensor_timeout counts from the next run on")
    void a_change_of_the_timeout_counts() throws Exception {
        Path script = scripts.script("hangs", scripts.longSleep());
        OptionScript option = new OptionScript(context, path(script.toString()), timeout);

        timeout.modified(timeoutOf(0.25));

        assertTrue(assertThrows(SensorException.class, this::model).getMessage().contains("took longer than 0.25 s"));
        option.deactivate();
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5000",
        "0.25, 250",
        "0, 5000",
        "-1, 5000",
        "NaN, 5000",
        "Infinity, 86400000",
        "0.00001, 1",
        "1e300, 86400000"
    })
    @DisplayName("X20 a time limit makes sense whatever is configured")
    void a_time_limit_makes_sense(double seconds, long millis) {
        assertEquals(Duration.ofMillis(millis), new DefaultTimeout(timeoutOf(seconds)).current());
    }

    private Sensor registered(String name) throws Exception {
        for (ServiceReference<Sensor> reference : context.getServiceReferences(Sensor.class, null)) {
            Sensor sensor = context.getService(reference);
            if (sensor.name().equals(name)) {
                assertEquals(RegisteredScript.RANKING, reference.getProperty(Constants.SERVICE_RANKING));
                return sensor;
            }
        }
        throw new AssertionError("no sensor " + name);
    }

    private ConfiguredScript configured(Path path, String name, double seconds) {
        return new ConfiguredScript(context, configured(path.toString(), name, seconds), timeout);
    }

    @Test
    @DisplayName("X20 more scripts come through configuration, each with its own name and time limit")
    void more_scripts_come_through_configuration() throws Exception {
        Path good = scripts.script("good", "echo line", Scripts.ANSWER);
        Path hangs = scripts.script("hangs", scripts.longSleep());
        ConfiguredScript one = configured(good, "one", 0);
        ConfiguredScript two = configured(hangs, "two-2", 0.125);
        ConfiguredScript three = configured(hangs, "three", 0);

        assertEquals(
                Optional.of("line"), registered("one").sense(Target.of(folder)).text("custom.one.line"));
        assertTrue(assertThrows(SensorException.class, () -> registered("two-2").sense(Target.of(folder)))
                .getMessage()
                .contains("took longer than 0.125 s"));
        timeout.modified(timeoutOf(0.25));
        assertTrue(assertThrows(SensorException.class, () -> registered("three").sense(Target.of(folder)))
                .getMessage()
                .contains("took longer than 0.25 s"));

        Sensor kept = registered("one");
        one.deactivate();
        two.deactivate();
        three.deactivate();
        assertNull(context.getServiceReference(Sensor.class));
        assertThrows(SensorException.class, () -> kept.sense(Target.of(folder)));
        assertTrue(Processes.ownThreads().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, one",
                "'', one",
                "relative, one",
                "/x, null",
                "/x, ''",
                "/x, One",
                "/x, one two",
                "/x, one.two",
                "/x, -one",
                "/x, a_b",
                "null, null"
            })
    @DisplayName("X20 a configuration without a usable path or name makes no sensor and stops nobody")
    void an_odd_configuration_makes_no_sensor(String path, String name) {
        ConfiguredScript script = new ConfiguredScript(context, configured(path, name, 0), timeout);

        assertNull(context.getServiceReference(Sensor.class));
        script.deactivate();
    }

    @Test
    @DisplayName("X20 a path that no file can have makes no sensor")
    void an_impossible_path_makes_no_sensor() {
        new ConfiguredScript(context, configured("/nul\0l", "one", 0), timeout).deactivate();

        assertNull(context.getServiceReference(Sensor.class));
    }
}
