package org.contextagent.sensor.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.script.testing.Processes;
import org.contextagent.sensor.script.testing.Scripts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a script does, nothing of it is left. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class ProcessesEndTest {

    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir
    Path folder;

    private Scripts scripts;
    private Target target;

    @BeforeEach
    void make_target() {
        scripts = new Scripts(folder);
        target = Target.of(folder);
    }

    @AfterEach
    void nothing_is_left() {
        assertEquals(List.of(), Processes.with(scripts.mark()), "processes");
        assertEquals(List.of(), Processes.with(folder.toString()), "processes");
        assertEquals(List.of(), Processes.ownThreads(), "threads");
    }

    /** Ways to leave something running, each followed by a file that says that it does run. */
    static String[] ways_to_leave_something_running() {
        return new String[] {
            "SLEEP &",
            "SLEEP >/dev/null 2>&1 </dev/null &",
            "nohup SLEEP >/dev/null 2>&1 </dev/null &",
            "setsid SLEEP >/dev/null 2>&1 </dev/null &",
            "setsid --fork SLEEP",
            "(SLEEP &) &",
            "(setsid sh -c '(SLEEP &) & (trap \"\" TERM HUP INT; SLEEP) &' >/dev/null 2>&1 </dev/null &) &",
            "sh -c 'trap \"\" TERM HUP INT; SLEEP & SLEEP; SLEEP' &",
            "for i in 1 2 3 4 5 6 7 8; do (setsid nohup SLEEP &) & done",
        };
    }

    private Path leaving(String way, String... then) throws Exception {
        return scripts.script(
                "leaving",
                way.replace("SLEEP", scripts.longSleep()),
                // what is left must run before the script goes on
                "until grep -qszx '" + scripts.mark().replace(".", "[.]") + "' /proc/[0-9]*/cmdline; do :; done",
                "touch '" + folder.resolve("ready") + "'",
                String.join("\n", then));
    }

    private SensorException failure(Path script, Duration timeout) {
        try (ScriptSensor sensor = new ScriptSensor("script", script, () -> timeout)) {
            return assertThrows(SensorException.class, () -> sensor.sense(target));
        }
    }

    /** On a busy machine a script may not get far in a short time: it gets more, until it got as far as is asked. */
    private String failureOnce(BooleanSupplier farEnough, Path script) {
        return failureOnce(farEnough, script, new AtomicReference<>());
    }

    private String failureOnce(BooleanSupplier farEnough, Path script, AtomicReference<String> message) {
        Duration timeout = SHORT;
        do {
            assertTrue(timeout.compareTo(LONG) < 0, "never far enough");
            message.set(failure(script, timeout).getMessage());
            timeout = timeout.multipliedBy(2);
        } while (!farEnough.getAsBoolean());
        return message.get();
    }

    private Facts sense(Path script) throws Exception {
        try (ScriptSensor sensor = new ScriptSensor("script", script, () -> LONG)) {
            return sensor.sense(target);
        }
    }

    @ParameterizedTest
    @MethodSource("ways_to_leave_something_running")
    @DisplayName("X20 A2 what a script that ended well left running is ended before the reading is there")
    void what_a_good_script_leaves_is_ended(String way) throws Exception {
        Path script = leaving(way, "echo a line", Scripts.ANSWER);

        try (ScriptSensor sensor = new ScriptSensor("script", script, () -> LONG)) {
            Facts facts = sensor.sense(target);
            assertEquals(List.of(), Processes.with(scripts.mark()));
            assertEquals(Optional.of("Scripted"), facts.text("model"));
            assertEquals(Optional.of("a line"), facts.text("custom.script.line"));
        }
    }

    @ParameterizedTest
    @MethodSource("ways_to_leave_something_running")
    @DisplayName("X20 A2 a script that takes too long is ended with all that it started")
    void a_slow_script_is_ended_with_all(String way) throws Exception {
        Path script = leaving(way, "echo 'still at it' >&2", scripts.longSleep());
        Path ready = folder.resolve("ready");

        String message = failureOnce(() -> Files.exists(ready), script);

        assertTrue(
                message.matches(
                        Pattern.quote("the sensor script " + script) + " took longer than [0-9.]+ s and was ended"
                                + " with all that it started(; it said: still at it)?"),
                message);
        assertTrue(Files.exists(ready));
        assertEquals(List.of(), Processes.with(scripts.mark()));
    }

    @Test
    @DisplayName("X20 what a script said before it took too long is in the message")
    void what_it_said_is_in_the_message() throws Exception {
        Path script = scripts.script("talks", "echo 'asking the server' >&2", scripts.longSleep());

        AtomicReference<String> message = new AtomicReference<>("");
        failureOnce(() -> message.get().endsWith("; it said: asking the server"), script, message);
    }

    @Test
    @DisplayName("X20 a script that ignores every polite signal is ended all the same")
    void a_script_that_ignores_signals_is_ended() throws Exception {
        Path script = scripts.script("deaf", "trap '' TERM INT HUP", "while :; do " + scripts.longSleep() + "; done");

        assertTrue(failure(script, SHORT).getMessage().contains("took longer than 0.7 s"));
    }

    @Test
    @DisplayName("X20 a script has a moment to clean up when it takes too long")
    void a_script_may_clean_up() throws Exception {
        Path cleaned = folder.resolve("cleaned");
        Path script =
                scripts.script("cleans", "trap 'touch " + cleaned + "; exit' TERM", "while :; do sleep 0.02; done");

        failureOnce(() -> Files.exists(cleaned), script);
    }

    @Test
    @DisplayName("X20 a slow script that is in time is read")
    void a_slow_script_in_time_is_read() throws Exception {
        assertEquals(
                Optional.of("Scripted"),
                sense(scripts.script("slow", "sleep 1", Scripts.ANSWER)).text("model"));
    }

    @Test
    @DisplayName("X20 a script that floods its standard output is ended")
    void a_flood_of_output_is_ended() throws Exception {
        Path script = scripts.script("flood", "head -c 100000000 /dev/zero", Scripts.ANSWER);

        assertEquals(
                "the sensor script " + script
                        + " wrote more than 65536 bytes to its standard output and was ended; valid is one line, the status line",
                failure(script, LONG).getMessage());
    }

    @Test
    @DisplayName("X20 a script that floods its standard error is ended")
    void a_flood_of_error_is_ended() throws Exception {
        Path script = scripts.script("flood", "echo line", "tr '\\000' '[' </dev/zero | head -c 100000000 >&2");

        assertEquals(
                "the sensor script " + script
                        + " wrote more than 1048576 bytes to its standard error and was ended; valid is one JSON document",
                failure(script, LONG).getMessage());
    }

    @Test
    @DisplayName("X20 a child that floods without an end, deaf to signals, after its script ended well is ended")
    void a_child_that_floods_for_ever_is_ended() throws Exception {
        Path script = scripts.script(
                "flood",
                "(trap '' TERM HUP PIPE; while :; do printf '%01000d' 7; done; " + scripts.longSleep() + ") &",
                Scripts.ANSWER);

        try {
            assertEquals(Optional.of("Scripted"), sense(script).text("model"));
        } catch (SensorException e) {
            // it was fast enough to pass the limit before it was ended
            assertTrue(e.getMessage().contains("wrote more than"), e.getMessage());
        }
    }

    @Test
    @DisplayName("X20 as much as is allowed is read, without a wait at full pipes")
    void as_much_as_is_allowed_is_read() throws Exception {
        Path script = scripts.script(
                "much",
                "head -c 65000 /dev/zero | tr '\\000' x",
                "{ printf '{\"model\":\"'; head -c 200000 /dev/zero | tr '\\000' y; printf '\"}'; "
                        + "head -c 800000 /dev/zero | tr '\\000' ' '; } >&2");

        Facts facts = sense(script);

        assertEquals(Optional.of("y".repeat(1_000)), facts.text("model"));
        assertEquals(Optional.of("x".repeat(1_000)), facts.text("custom.script.line"));
    }

    @Test
    @DisplayName("X20 binary rubbish is told and nothing is left")
    void binary_rubbish_is_told() throws Exception {
        Path script = scripts.script("rubbish", "head -c 50000 /dev/urandom", "head -c 50000 /dev/urandom >&2");

        String message = failure(script, LONG).getMessage();

        assertTrue(message.contains("wrote no valid JSON document"), message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    @Test
    @DisplayName("X20 A2 an interrupt ends the script with all that it started")
    void an_interrupt_ends_everything() throws Exception {
        Path script = leaving("setsid SLEEP & (SLEEP &)", "trap '' TERM", scripts.longSleep());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (ScriptSensor sensor = new ScriptSensor("script", script, () -> LONG)) {
            Thread thread = new Thread(() -> {
                try {
                    sensor.sense(target);
                } catch (SensorException | InterruptedException e) {
                    thrown.set(e);
                }
            });
            thread.start();
            Processes.await("the script runs", () -> Files.exists(folder.resolve("ready")));

            thread.interrupt();
            thread.join(30_000);

            assertFalse(thread.isAlive());
            assertEquals(InterruptedException.class, thrown.get().getClass());
            assertEquals(List.of(), Processes.with(scripts.mark()));
        }
    }

    @Test
    @DisplayName(
            "X20 A6 when the sensor is stopped its scripts are ended, with all that they started, before it is gone")
    void a_stopped_sensor_ends_everything() throws Exception {
        Path script = leaving("setsid SLEEP & (trap '' TERM; SLEEP) &", scripts.longSleep());
        ScriptSensor sensor = new ScriptSensor("script", script, () -> LONG);
        CompletableFuture<String> first = senses(sensor);
        CompletableFuture<String> second = senses(sensor);
        Processes.await("the scripts run", () -> Files.exists(folder.resolve("ready")));

        sensor.close();

        assertEquals(List.of(), Processes.with(scripts.mark()));
        for (CompletableFuture<String> one : List.of(first, second)) {
            String message = one.get(30, TimeUnit.SECONDS);
            assertTrue(message.endsWith("was ended, since its sensor was stopped"), message);
        }
        assertEquals(
                "the sensor 'script' was stopped",
                assertThrows(SensorException.class, () -> sensor.sense(target)).getMessage());
        sensor.close();
    }

    private CompletableFuture<String> senses(ScriptSensor sensor) {
        CompletableFuture<String> message = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        message.complete("sensed " + sensor.sense(target));
                    } catch (SensorException | InterruptedException e) {
                        message.complete(String.valueOf(e.getMessage()));
                    }
                })
                .start();
        return message;
    }

    @Test
    @DisplayName("X20 A5 runs for several workspaces at once end each its own processes alone")
    void runs_beside_each_other_are_apart() throws Exception {
        Path go = folder.resolve("go");
        Path script = scripts.script(
                "both",
                "if [ -e first ]; then",
                "  touch '" + folder + "/waits'",
                "  until [ -e '" + go + "' ]; do sleep 0.05; done",
                "fi",
                Scripts.ANSWER);
        Path first = Files.createDirectory(folder.resolve("1"));
        Files.createFile(first.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("2"));
        try (ScriptSensor sensor = new ScriptSensor("script", script, () -> LONG)) {
            target = Target.of(first);
            CompletableFuture<String> waiting = senses(sensor);
            Processes.await("the first one waits", () -> Files.exists(folder.resolve("waits")));

            assertEquals(
                    Optional.of("Scripted"), sensor.sense(Target.of(second)).text("model"));
            Files.createFile(go);

            assertEquals("sensed {model=Scripted}", waiting.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("A6 file handles are not left behind by any number of runs")
    void file_handles_are_not_left_behind() throws Exception {
        Path good = scripts.script("good", "(" + scripts.longSleep() + " &)", Scripts.ANSWER);
        Path bad = scripts.script("bad", "exit 1");
        Path hangs = scripts.script("hangs", scripts.longSleep());
        sense(good);
        failure(bad, LONG);
        failure(hangs, Duration.ofMillis(50));
        long before = handles();

        for (int i = 0; i < 15; i++) {
            sense(good);
            failure(bad, LONG);
            failure(hangs, Duration.ofMillis(50));
        }

        Processes.await("handles are closed", () -> handles() <= before + 3);
    }

    private static long handles() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? 0 : open.length;
    }
}
