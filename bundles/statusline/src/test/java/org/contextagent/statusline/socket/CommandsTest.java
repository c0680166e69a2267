package org.contextagent.statusline.socket;

import static org.contextagent.statusline.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.command.UsageException;
import org.contextagent.statusline.testing.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CommandsTest {

    private interface Body {
        void run(Command.Call call, Command.Output output) throws CommandException, InterruptedException;
    }

    private record Named(String name, Body body) implements Command {

        @Override
        public String usage() {
            return name;
        }

        @Override
        public String summary() {
            return name;
        }

        @Override
        public void run(Call call, Output output) throws CommandException, InterruptedException {
            body.run(call, output);
        }
    }

    private static final Command ECHO = new Named("echo", (call, output) -> {
        output.line(String.valueOf(call.directory()));
        call.arguments().forEach(output::line);
    });

    @TempDir
    Path temp;

    private Running running(Command... commands) throws ReflectiveOperationException {
        return Running.calm(temp).with(commands);
    }

    @Test
    void a_command_answers_in_frames_and_with_its_status() throws Exception {
        try (Running running = running(ECHO)) {
            assertEquals(
                    "o /dir\no --json\no ä b\nx 0\n",
                    running.ask("{\"op\":\"echo\",\"args\":[\"--json\",\"ä b\"],\"cwd\":\"/dir\"}\n"));
            assertEquals("o " + temp + "\nx 0\n", running.ask("{\"op\":\"echo\",\"args\":[]}\n"));
            assertEquals(
                    "o /\no 1\no true\no null\nx 0\n",
                    Caller.ask(
                            running.port(),
                            running.token() + "{\"cwd\":\"/\",\"args\":[1,true,null],\"op\":\"echo\"}\n"));
            assertEquals(3, running.detail("commands"));
        }
    }

    @Test
    void lines_stay_lines_whatever_is_in_them() throws Exception {
        Command command = new Named("lines", (call, output) -> {
            output.line("a\nx 9\n\nb");
            output.line("");
            output.line("x".repeat(200_000));
        });
        try (Running running = running(command)) {
            assertEquals(
                    "o a\no x 9\no \no b\no \no " + "x".repeat(200_000) + "\nx 0\n",
                    running.ask("{\"op\":\"lines\",\"args\":[]}\n"));
        }
    }

    @Test
    void failures_are_told_on_one_safe_line_with_their_status() throws Exception {
        Command fails = new Named("fails", (call, output) -> {
            output.line("part");
            throw new CommandException("no\nsuch \u001B[31mthing");
        });
        Command usage = new Named("usage", (call, output) -> {
            throw new UsageException("valid are a and b");
        });
        Command bug = new Named("bug", (call, output) -> {
            throw new IllegalStateException();
        });
        try (Running running = running(fails, usage, bug)) {
            assertEquals("o part\ne no such [31mthing\nx 1\n", running.ask("{\"op\":\"fails\",\"args\":[]}\n"));
            assertEquals("e valid are a and b\nx 2\n", running.ask("{\"op\":\"usage\",\"args\":[]}\n"));
            assertEquals(
                    "e bug failed: IllegalStateException (see the agent's log)\nx 1\n",
                    running.ask("{\"op\":\"bug\",\"args\":[]}\n"));
            assertEquals("part\n{\"error\":\"no such [31mthing\",\"status\":1}\n", running.ask("{\"op\":\"fails\"}\n"));
            assertEquals(
                    "{\"error\":\"valid are a and b\",\"status\":2}\n", running.ask("{\"op\":\"usage\",\"x\":1}\n"));
        }
    }

    @Test
    void an_unknown_command_lists_those_that_there_are() throws Exception {
        try (Running running = running(new Named("state", ECHO::run), new Named("events", ECHO::run))) {
            assertEquals(
                    "e unknown command 'stat [1m'; there are: events, state\nx 2\n",
                    running.ask("{\"op\":\"stat \\u001b[1m\",\"args\":[]}\n"));
            assertEquals(
                    "{\"error\":\"unknown command '\\\"'; there are: events, state\",\"status\":2}\n",
                    running.ask("{\"op\":\"\\\"\"}\n"));
        }
        try (Running running = running()) {
            assertEquals(
                    "e unknown command 'a'; there are none now\nx 2\n", running.ask("{\"op\":\"a\",\"args\":[]}\n"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"op":"echo"}                                    ! --json
            {"op":"echo","limit":5,"type":"a b"}             ! --limit 5 --type a b --json
            {"op":"echo","follow":true,"x":false,"y":null}   ! --follow --json
            {"op":"echo","rate":1.50,"cwd":null}             ! --rate 1.50 --json
            """)
    void fields_become_options_for_authors_of_tools(String request, String arguments) throws Exception {
        try (Running running = running(ECHO)) {
            assertEquals(
                    temp + " " + arguments + "\n", running.ask(request + "\n").replaceAll("\n(?!$)", " "));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"op":"echo","cwd":"rel"}        ! {"error":"cwd must be an absolute path","status":2}
            {"op":"echo","cwd":{}}           ! {"error":"cwd must be an absolute path","status":2}
            {"op":"echo","a b":1}            ! {"error":"'a b' is no name of an option","status":2}
            {"op":"echo","a":[1]}            ! {"error":"the option a must be text, a number or true","status":2}
            {"op":"echo","a":{"b":1}}        ! {"error":"the option a must be text, a number or true","status":2}
            {"op":"echo","args":"a"}         ! e args must be a list of texts|x 2
            {"op":"echo","args":[["a"],"b"]} ! e args must be a list of texts|x 2
            {"op":"echo","args":[],"cwd":"rel"} ! e cwd must be an absolute path|x 2
            """)
    void wrong_requests_are_told_what_is_valid(String request, String answer) throws Exception {
        try (Running running = running(ECHO)) {
            assertEquals(answer.replace('|', '\n') + "\n", running.ask(request + "\n"));
        }
    }

    @Test
    void a_command_converses_with_its_caller() throws Exception {
        Command greets = new Named("greets", (call, output) -> {
            Optional<String> name;
            do {
                output.awaitsLine();
                name = call.input().line();
                output.line("hello " + name.orElse("and goodbye"));
            } while (name.isPresent());
            output.line(call.input().line().orElse("the end stays the end"));
        });
        try (Running running = running(greets);
                Caller caller = Caller.of(running.socket())) {
            caller.send("{\"op\":\"greets\",\"args\":[]}\nAnn\n");
            assertEquals("p", caller.readLine());
            assertEquals("o hello Ann", caller.readLine());
            assertEquals("p", caller.readLine());
            caller.send("Bo\n");
            assertEquals("o hello Bo", caller.readLine());
            caller.endInput();
            assertEquals("p\no hello and goodbye\no the end stays the end\nx 0\n", caller.readAll());
            assertEquals("hello and goodbye\nthe end stays the end\n", running.ask("{\"op\":\"greets\"}\n"));
        }
    }

    @Test
    void a_caller_who_closes_its_sending_side_still_gets_its_answer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Command slow = new Named("slow", (call, output) -> {
            go.await();
            output.line("done");
        });
        try (Running running = running(slow);
                Caller caller = Caller.of(running.socket())) {
            caller.send("{\"op\":\"slow\",\"args\":[]}\n").endInput();
            go.countDown();
            assertEquals("o done\nx 0\n", caller.readAll());
        }
    }

    /** Never ends by itself. */
    private static final class Following {

        final AtomicInteger started = new AtomicInteger();
        final AtomicBoolean interrupted = new AtomicBoolean();
        final AtomicBoolean sawClosed = new AtomicBoolean();

        Command command(boolean writes) {
            return new Named("follow", (call, output) -> {
                started.incrementAndGet();
                try {
                    while (!output.isClosed()) {
                        if (writes) {
                            output.line("x".repeat(1_000));
                        } else {
                            new CountDownLatch(1).await();
                        }
                    }
                    sawClosed.set(true);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
            });
        }
    }

    private static Limits impatient() {
        return new Limits(
                64,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(20));
    }

    @Test
    void a_caller_that_is_gone_ends_its_command() throws Exception {
        Following following = new Following();
        try (Running running = new Running(temp, impatient()).with(following.command(false))) {
            try (Caller caller = Caller.of(running.socket())) {
                caller.send("{\"op\":\"follow\",\"args\":[]}\n");
                eventually("it runs", () -> following.started.get() == 1);
            }
            eventually("the interrupt", following.interrupted::get);
        }
    }

    @Test
    void a_command_that_writes_to_nobody_sees_that_its_caller_is_gone() throws Exception {
        Following following = new Following();
        try (Running running = running(following.command(true))) {
            try (Caller caller = Caller.of(running.socket())) {
                caller.send("{\"op\":\"follow\",\"args\":[]}\n");
                assertFalse(caller.readLine().isEmpty());
            }
            eventually("it ends", following.sawClosed::get);
        }
    }

    @Test
    void a_caller_who_takes_nothing_of_the_answer_is_closed() throws Exception {
        Following following = new Following();
        try (Running running = new Running(temp, impatient()).with(following.command(true));
                Caller caller = Caller.of(running.socket())) {
            caller.send("{\"op\":\"follow\",\"args\":[]}\n");
            eventually("it ends", following.sawClosed::get);
        }
    }

    @Test
    void a_caller_who_floods_a_command_is_closed() throws Exception {
        Following following = new Following();
        try (Running running = running(following.command(false));
                Caller caller = Caller.of(running.socket())) {
            caller.send("{\"op\":\"follow\",\"args\":[]}\n");
            eventually("it runs", () -> following.started.get() == 1);
            try {
                caller.send("line\n".repeat(100_000));
            } catch (IOException e) {
                // closed already
            }
            eventually("the interrupt", following.interrupted::get);
        }
    }

    @Test
    void commands_end_with_the_bundle() throws Exception {
        Following following = new Following();
        Running running = running(following.command(false));
        try (Caller caller = Caller.of(running.socket())) {
            caller.send("{\"op\":\"follow\",\"args\":[]}\n");
            eventually("it runs", () -> following.started.get() == 1);
            assertTimeoutPreemptively(Duration.ofSeconds(20), running::close);
            assertTrue(following.interrupted.get());
            eventually("no thread is left", () -> Running.ourThreads().isEmpty());
        }
    }

    @Test
    void a_command_that_cannot_be_interrupted_does_not_keep_the_bundle_from_ending() throws Exception {
        AtomicBoolean go = new AtomicBoolean();
        AtomicBoolean runs = new AtomicBoolean();
        Running running = running(new Named("stubborn", (call, output) -> {
            runs.set(true);
            while (!go.get()) {
                Thread.onSpinWait();
            }
        }));
        try (Caller caller = Caller.of(running.socket())) {
            caller.send("{\"op\":\"stubborn\",\"args\":[]}\n");
            eventually("it runs", runs::get);
            assertTimeoutPreemptively(Duration.ofSeconds(20), running::close);
        } finally {
            go.set(true);
        }
        eventually("no thread is left", () -> Running.ourThreads().isEmpty());
    }
}
