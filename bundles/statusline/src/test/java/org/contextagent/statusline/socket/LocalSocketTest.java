package org.contextagent.statusline.socket;

import static org.contextagent.statusline.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.status.Status;
import org.contextagent.statusline.testing.Caller;
import org.contextagent.statusline.testing.FakeAgents;
import org.contextagent.statusline.testing.MuteChannel;
import org.contextagent.statusline.testing.ScriptStates;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalSocketTest {

    private static final String DOCUMENT = "{\"model\":\"M\",\"cwd\":\"/\",\"context_window\":{\"tokens_used\":26100}}";
    private static final String ANSWER = "[M] | 📊 13%\n"
            + "{\"version\":\"1.0.0\",\"model\":\"M\",\"workspace\":{\"path\":\"/\",\"name\":\"\",\"git\":{\"is_repo\":false,"
            + "\"branch\":null}},\"context_window\":{\"max_tokens\":200000,\"tokens_used\":26100,\"usage_pct\":13}}\n";

    @TempDir
    Path temp;

    private static Limits limits(int connections, Duration request) {
        return new Limits(
                connections,
                request,
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(20));
    }

    @Test
    @DisplayName("X2 X3 a document is answered with the line and the JSON, over both sockets")
    void a_document_is_answered_over_both_sockets() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(agents).announced()) {
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
            assertEquals(ANSWER, Caller.ask(running.port(), running.token() + DOCUMENT + "\n"));
            assertEquals(ANSWER, running.ask("{\"op\":\"line\",\"cwd\":\"/nowhere\"}\n" + DOCUMENT + "\n"));
            assertEquals(3, agents.accepted.size());
            assertEquals(DOCUMENT, agents.accepted.get(2).json());
            assertEquals(Path.of("/nowhere"), agents.accepted.get(2).directory());
        }
    }

    @Test
    @DisplayName("X5 no JSON, a list, an empty line and nothing at all are documents too")
    void whatever_is_no_request_is_a_document() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(agents)) {
            for (String request :
                    List.of("\n", "[1]\n", "{\"op\":1}\n", "{\"op\":\"x\"\n", "{\"op\":\"x\"} y\n", "null\n")) {
                assertTrue(running.ask(request).startsWith("[Claude] 📁 "), request);
            }
            try (Caller caller = Caller.of(running.socket())) {
                assertTrue(caller.endInput().readAll().startsWith("[Claude] 📁 "));
            }
            try (Caller caller = Caller.of(running.socket())) {
                caller.send("{\"op\":\"line\",\"cwd\":\"/\"}\n" + DOCUMENT).endInput();
                assertEquals(ANSWER, caller.readAll(), "the document may end with the input");
            }
        }
    }

    @Test
    void a_document_without_a_folder_is_of_the_first_workspace_else_of_the_users_home() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(agents)) {
            running.ask("{}\n");
            running.ask("{\"op\":\"line\",\"cwd\":\"not/absolute\"}\n{}\n");
            running.ask("{\"op\":\"line\",\"cwd\":\"/nul\\u0000\"}\n{}\n");
            agents.workspaces = List.of(Path.of("/one"), Path.of("/two"));
            running.ask("{}\n");
            assertEquals(
                    List.of(temp, temp, temp, Path.of("/one")),
                    agents.accepted.stream().map(ToolDocument::directory).toList());
        }
    }

    @Test
    void a_ping_tells_version_and_process() throws Exception {
        try (Running running = Running.calm(temp)) {
            JsonNode pong = new ObjectMapper().readTree(running.ask("{\"op\":\"ping\"}\n"));
            assertTrue(pong.get("ok").asBoolean());
            assertEquals("0.1.0", pong.get("version").asText());
            assertEquals(ProcessHandle.current().pid(), pong.get("pid").asLong());
        }
    }

    @Test
    void the_port_answers_nobody_without_the_token() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(agents)) {
            String token = running.token();
            assertTrue(token.matches("[0-9a-f]{64}\n"), token);
            assertEquals("", Caller.ask(running.port(), DOCUMENT + "\n"));
            assertEquals("", Caller.ask(running.port(), "0".repeat(64) + "\n" + DOCUMENT + "\n"));
            assertEquals("", Caller.ask(running.port(), token.substring(1) + DOCUMENT + "\n"));
            assertEquals("", Caller.ask(running.port(), "x".repeat(100_000)));
            assertEquals(0, agents.accepted.size());
            eventually("the refusals", () -> running.detail("refused") == 4);
        }
    }

    @Test
    void all_files_are_for_their_owner_alone() throws Exception {
        try (Running running = Running.calm(temp).announced()) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(running.home.run())));
            for (String name : List.of(Server.SOCKET, Server.TOKEN, Server.ANNOUNCEMENT)) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(running.file(name))),
                        name);
            }
        }
    }

    @Test
    void the_announcement_tells_where_to_connect() throws Exception {
        try (Running running = Running.calm(temp).announced()) {
            JsonNode announcement = running.announcement();
            assertEquals(ProcessHandle.current().pid(), announcement.get("pid").asLong());
            assertEquals(running.socket().toString(), announcement.get("socket").asText());
            assertEquals(running.port(), announcement.get("port").asInt());
            assertTrue(announcement.get("http_port").isNull());
            assertTrue(Instant.parse(announcement.get("started_at").asText()).isBefore(Instant.now()));
            assertEquals("0.1.0", announcement.get("version").asText());
            assertEquals(6, announcement.size());
        }
    }

    @Test
    void the_warm_up_keeps_nothing_and_counts_nothing() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(agents).announced()) {
            assertTrue(agents.previewed.get() > 10, () -> agents.previewed + " previews");
            assertEquals(0, agents.accepted.size());
            assertEquals(0, running.detail("requests"));
            eventually(
                    "the status",
                    () -> Boolean.TRUE.equals(running.status().details().get("announced")));
        }
    }

    @Test
    void a_failing_warm_up_delays_the_announcement_for_a_bounded_time() throws Exception {
        FakeAgents agents = new FakeAgents(document -> {
            throw new NoReadingException("no sensor takes documents");
        });
        try (Running running = Running.calm(temp).with(agents).announced()) {
            assertEquals(0, running.detail("pending_documents"), "a preview is never kept");
        }
    }

    @Test
    void documents_wait_while_the_agents_are_away() throws Exception {
        try (Running running = Running.calm(temp).announced()) {
            for (int i = 0; i < Documents.MOST + 10; i++) {
                assertEquals("", running.ask("{\"n\":" + i + "}\n"));
            }
            assertEquals(Documents.MOST, running.detail("pending_documents"));
            assertTrue(running.status().message().startsWith("waits for the agent"));

            FakeAgents agents = FakeAgents.sensing();
            running.with(agents);
            eventually("the hand-over", () -> agents.accepted.size() == Documents.MOST);
            assertEquals("{\"n\":10}", agents.accepted.get(0).json(), "the newest are kept");
            assertEquals(
                    "{\"n\":" + (Documents.MOST + 9) + "}",
                    agents.accepted.get(Documents.MOST - 1).json());
            eventually("an answer", () -> running.ask(DOCUMENT + "\n").equals(ANSWER));
        }
    }

    @Test
    void documents_wait_while_no_sensor_takes_them_and_stay_in_their_order() throws Exception {
        FakeAgents agents = new FakeAgents(document -> {
            throw new NoReadingException("no sensor takes documents");
        });
        try (Running running = Running.calm(temp).with(agents)) {
            assertEquals("", running.ask("{\"n\":1}\n"));
            assertEquals("", running.ask("{\"n\":2}\n"));
            assertEquals(2, running.detail("pending_documents"));
            agents.answerWith(FakeAgents.sensing()::accept);
            eventually("the hand-over", () -> running.detail("pending_documents") == 0);
            assertEquals(
                    List.of("{\"n\":1}", "{\"n\":2}"),
                    agents.accepted.stream().map(ToolDocument::json).toList());
        }
    }

    @Test
    void the_agents_can_be_swapped_at_any_time() throws Exception {
        FakeAgents first = FakeAgents.sensing();
        FakeAgents second = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(first)) {
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
            running.with(second);
            running.component.unbindAgents(first);
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
            running.component.unbindAgents(second);
            assertEquals("", running.ask(DOCUMENT + "\n"));
        }
        assertEquals(1, first.accepted.size());
        assertEquals(1, second.accepted.size());
    }

    @Test
    void a_document_that_the_agents_choke_on_is_dropped_and_the_next_one_is_answered() throws Exception {
        FakeAgents agents = new FakeAgents(document -> {
            throw new IllegalStateException("a bug");
        });
        try (Running running = Running.calm(temp).with(agents)) {
            assertEquals("", running.ask(DOCUMENT + "\n"));
            assertEquals(0, running.detail("pending_documents"));
            agents.answerWith(FakeAgents.sensing()::accept);
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
        }
    }

    @Test
    @DisplayName("A5 of the documents that were kept one that the agents choke on holds up no other")
    void a_kept_document_that_the_agents_choke_on_is_dropped() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp)) {
            for (String poison : List.of("exception", "linkage", "stack")) {
                running.ask("{\"poison\":\"" + poison + "\"}\n");
            }
            running.ask("{\"n\":1}\n");
            assertEquals(4, running.detail("pending_documents"));
            agents.answerWith(document -> {
                if (document.json().contains("exception")) {
                    throw new IllegalStateException("a bug");
                } else if (document.json().contains("linkage")) {
                    throw new NoClassDefFoundError("org/gone/Type");
                } else if (document.json().contains("stack")) {
                    throw new StackOverflowError("too deep");
                }
                return new ScriptStates().of(document);
            });
            running.with(agents);
            eventually("the hand-over", () -> running.detail("pending_documents") == 0);
            assertEquals(
                    List.of("{\"n\":1}"),
                    agents.accepted.stream().map(ToolDocument::json).toList());
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
        }
    }

    @Test
    void a_port_that_cannot_be_asked_is_closed() throws Exception {
        MuteChannel channel = new MuteChannel();
        assertThrows(IOException.class, () -> Server.port(channel));
        assertFalse(channel.isOpen());
    }

    @Test
    void of_documents_that_fail_in_a_row_the_first_is_warned_of() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        FakeAgents agents = new FakeAgents(document -> {
            throw new IllegalStateException("a bug");
        });
        try (Running running = Running.calm(temp).with(agents).announced()) {
            System.setErr(new PrintStream(log, true));
            running.ask(DOCUMENT + "\n");
            running.ask(DOCUMENT + "\n");
            assertEquals(1, warnings(log));
            agents.answerWith(FakeAgents.sensing()::accept);
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
            agents.answerWith(document -> {
                throw new IllegalStateException("another bug");
            });
            running.ask(DOCUMENT + "\n");
            assertEquals(2, warnings(log));
        } finally {
            System.setErr(before);
        }
    }

    private static int warnings(ByteArrayOutputStream log) {
        return log.toString().split("is dropped; the next one is tried", -1).length - 1;
    }

    @Test
    @DisplayName("X5 a request of more than 1 MiB is closed, one of nearly so much is answered")
    void the_length_of_a_request_is_limited() throws Exception {
        FakeAgents agents = FakeAgents.sensing();
        try (Running running = Running.calm(temp).with(agents)) {
            String padded = "{\"pad\":\"" + "x".repeat(200_000) + "\"," + DOCUMENT.substring(1);
            assertEquals(ANSWER, running.ask(padded + " ".repeat(Limits.REQUEST_BYTES - padded.length()) + "\n"));
            assertEquals("", running.ask(" ".repeat(Limits.REQUEST_BYTES + 1) + "\n"));
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
        }
    }

    @Test
    void callers_who_send_nothing_are_closed_in_time() throws Exception {
        try (Running running = new Running(temp, limits(64, Duration.ofMillis(200)));
                Caller nothing = Caller.of(running.socket());
                Caller half = Caller.of(running.socket());
                Caller onPort = Caller.of(running.port())) {
            half.send("{\"op\":\"line\",\"cwd\":\"/\"}\n{");
            assertEquals("", nothing.readAll());
            assertEquals("", half.readAll());
            assertEquals("", onPort.readAll());
        }
    }

    @Test
    void callers_who_dawdle_keep_nobody_out() throws Exception {
        try (Running running = new Running(temp, limits(8, Duration.ofSeconds(60))).with(FakeAgents.sensing())) {
            List<Caller> slow = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                slow.add((i % 2 == 0 ? Caller.of(running.socket()) : Caller.of(running.port())).send("{"));
                assertEquals(ANSWER, running.ask(DOCUMENT + "\n"), "round " + i);
            }
            for (Caller caller : slow) {
                caller.close();
            }
        }
    }

    @Test
    void no_more_than_the_allowed_number_is_served_at_once() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        FakeAgents agents = FakeAgents.sensing();
        AtomicInteger inside = new AtomicInteger();
        FakeAgents slow = new FakeAgents(document -> {
            inside.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return agents.accept(document);
        });
        try (Running running =
                new Running(temp, limits(2, Duration.ofSeconds(60))).announced().with(slow)) {
            try (Caller one = Caller.of(running.socket()).send(DOCUMENT + "\n");
                    Caller two = Caller.of(running.socket()).send(DOCUMENT + "\n")) {
                eventually("two are served", () -> inside.get() == 2);
                assertEquals("", running.ask(DOCUMENT + "\n"));
                eventually("the refusal", () -> running.detail("refused") == 1);
                go.countDown();
                assertEquals(ANSWER, one.readAll());
                assertEquals(ANSWER, two.readAll());
            }
            eventually("room again", () -> running.ask(DOCUMENT + "\n").equals(ANSWER));
        }
    }

    @Test
    void the_end_comes_fast_and_leaves_nothing_with_callers_connected() throws Exception {
        Running running = Running.calm(temp).with(FakeAgents.sensing()).announced();
        try (Caller waits = Caller.of(running.socket());
                Caller onPort = Caller.of(running.port())) {
            waits.send("{");
            int port = running.port();
            assertTimeoutPreemptively(Duration.ofSeconds(20), running::close);
            assertEquals("", waits.readAll());
            assertEquals("", onPort.readAll());
            for (String name : List.of(Server.SOCKET, Server.TOKEN, Server.ANNOUNCEMENT)) {
                assertFalse(Files.exists(running.file(name)), name);
            }
            assertEquals(0, Files.list(running.home.run()).count());
            eventually("no thread is left", () -> Running.ourThreads().isEmpty());
            assertTrue(isRefused(port));
        }
    }

    private static boolean isRefused(int port) {
        try (Caller caller = Caller.of(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void an_update_announces_a_new_port_and_token() throws Exception {
        String oldToken;
        try (Running running = Running.calm(temp).announced()) {
            oldToken = running.token();
        }
        try (Running running = Running.calm(temp).with(FakeAgents.sensing()).announced()) {
            assertNotEquals(oldToken, running.token());
            int port = running.announcement().get("port").asInt();
            assertEquals(ANSWER, Caller.ask(port, running.token() + DOCUMENT + "\n"));
        }
    }

    @Test
    void files_of_a_successor_stay() throws Exception {
        Running running = Running.calm(temp).announced();
        Files.writeString(running.file(Server.ANNOUNCEMENT), "{\"pid\":1}");
        Files.writeString(running.file(Server.TOKEN), "new");
        Files.delete(running.socket());
        Files.writeString(running.socket(), "");
        running.close();
        for (String name : List.of(Server.SOCKET, Server.TOKEN, Server.ANNOUNCEMENT)) {
            assertTrue(Files.exists(running.file(name)), name);
        }
    }

    @Test
    void what_a_dead_process_left_behind_is_replaced() throws Exception {
        Path run = Running.home(temp).run();
        Files.createDirectory(run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SocketFile.bind(run.resolve(Server.SOCKET)).channel().close();
        Files.writeString(run.resolve(Server.ANNOUNCEMENT), "{\"pid\":1,\"port\":1}");
        assertTrue(Files.exists(run.resolve(Server.SOCKET)));
        try (Running running = Running.calm(temp).with(FakeAgents.sensing())) {
            assertEquals(ANSWER, running.ask(DOCUMENT + "\n"));
            eventually(
                    "a new announcement",
                    () -> running.announcement().get("pid").asLong()
                            == ProcessHandle.current().pid());
        }
    }

    @Test
    void a_living_process_keeps_its_socket() throws Exception {
        try (Running first = Running.calm(temp).with(FakeAgents.sensing()).announced()) {
            String announcement = Files.readString(first.file(Server.ANNOUNCEMENT));
            try (Running second = Running.calm(temp).with(FakeAgents.sensing())) {
                assertEquals(Status.Level.CRITICAL, second.status().level());
                assertTrue(
                        second.status().message().contains("Another agent already serves"),
                        second.status().message());
            }
            assertEquals(announcement, Files.readString(first.file(Server.ANNOUNCEMENT)));
            assertEquals(ANSWER, first.ask(DOCUMENT + "\n"));
        }
    }

    @Test
    void a_path_that_is_too_long_leaves_the_port_and_says_so() throws Exception {
        Path deep = temp.resolve("d".repeat(100));
        try (Running running = Running.calm(deep).with(FakeAgents.sensing()).announced()) {
            assertEquals(Status.Level.WARN, running.status().level());
            assertTrue(
                    running.status().message().contains("107"), running.status().message());
            assertTrue(running.announcement().get("socket").isNull());
            int port = running.announcement().get("port").asInt();
            assertEquals(ANSWER, Caller.ask(port, running.token() + DOCUMENT + "\n"));
        }
    }

    @Test
    void an_open_runtime_folder_is_refused_without_a_crash() throws Exception {
        Files.createDirectory(temp.resolve("run"));
        Files.setPosixFilePermissions(temp.resolve("run"), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Running running = Running.calm(temp).with(FakeAgents.sensing())) {
            assertEquals(Status.Level.CRITICAL, running.status().level());
            assertTrue(
                    running.status().message().contains("chmod 700"),
                    running.status().message());
            running.component.unbindAgents(FakeAgents.sensing());
            assertEquals(0, Files.list(temp.resolve("run")).count());
        }
    }

    @Test
    void the_status_tells_how_fast_it_answers() throws Exception {
        try (Running running = Running.calm(temp).with(FakeAgents.sensing()).announced()) {
            assertEquals("statusline", running.component.name());
            for (int i = 0; i < 10; i++) {
                running.ask(DOCUMENT + "\n");
            }
            eventually("ten requests", () -> running.detail("requests") == 10);
            assertEquals(Status.Level.OK, running.status().level());
            assertTrue(running.detail("latency_p50_us") > 0);
            assertTrue(running.detail("latency_p99_us") >= running.detail("latency_p50_us"));
            assertEquals(running.socket().toString(), running.status().details().get("socket"));
        }
    }
}
