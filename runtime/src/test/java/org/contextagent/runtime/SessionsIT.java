package org.contextagent.runtime;

import static org.contextagent.runtime.testing.EventReader.ofSession;
import static org.contextagent.runtime.testing.EventReader.ofWorkspace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.contextagent.runtime.testing.EventReader;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.GitRepository;
import org.contextagent.runtime.testing.Json;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.SocketClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many sessions of AI tools in some workspaces at once, and what is told of them. */
@Timeout(600)
class SessionsIT {

    private static final int WORKSPACES = 5;
    private static final int SESSIONS = 50;
    private static final int SENDERS = 25;
    private static final int READERS = 8;
    private static final int DOCUMENTS = 20;
    private static final int SWITCHES = 6;
    private static final int WINDOW = 1_000;
    private static final int THRESHOLD = 80;

    @TempDir
    Path temp;

    private final List<GitRepository> workspaces = new ArrayList<>();
    private RunningAgent agent;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < WORKSPACES; i++) {
            workspaces.add(GitRepository.create(temp.resolve("workspace " + i)));
        }
        agent = new RunningAgent().start(workspaces.get(0).folder());
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    private static String id(int session) {
        return "session-" + session;
    }

    private GitRepository workspace(int session) {
        return workspaces.get(session % WORKSPACES);
    }

    /** Grows with each document, and differs from that of every other session. */
    private static int tokens(int session, int document) {
        return document * 47 + session % 47;
    }

    /** Switched at every fifth document. */
    private static String model(int session, int document) {
        return "Model " + document / 5 + " of " + session;
    }

    private static String document(String id, Path folder, String model, int tokens) {
        return Json.write(Map.of(
                "session_id",
                id,
                "cwd",
                folder.toString(),
                "model",
                Map.of("display_name", model),
                "context_window",
                Map.of("context_window_size", WINDOW, "current_usage", Map.of("input_tokens", tokens))));
    }

    @Test
    @DisplayName(
            "A5 E9 fifty sessions at once: the last document of each counts, each change is told once and in order")
    void each_change_of_many_sessions_at_once_is_told_once_and_in_order() throws Exception {
        try (EventReader reader = new EventReader(agent.home())) {
            allAtOnce();

            for (int session = 0; session < SESSIONS; session++) {
                assertEquals(tokens(session, DOCUMENTS - 1), used(agent.session(id(session))), id(session));
                assertEquals(
                        model(session, DOCUMENTS - 1),
                        agent.session(id(session)).at("/model").asText());
                assertEquals(branch(SWITCHES), branchOf(agent.session(id(session))), "the branch of " + id(session));
            }
            long last = agent.request("events", "limit", 1).get(0).at("/seq").asLong();
            Eventually.equal(last, () -> seq(reader.events(), reader.events().size() - 1), "the last event");
            numbersHaveNoGaps(reader.events());
            for (int session = 0; session < SESSIONS; session++) {
                changesOfSessionAreAChain(reader, session);
            }
            for (GitRepository workspace : workspaces) {
                switchesOfWorkspaceAreAChain(reader, workspace.folder());
            }
            assertEquals(
                    WORKSPACES * SWITCHES,
                    reader.events("branch_changed", event -> true).size(),
                    "each switch is told once, not for each session");
        }
        assertEquals(List.of(), agent.log("WARN"));
        assertEquals(List.of(), agent.log("ERROR"));
    }

    private void allAtOnce() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<Void>> work = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                work.add(pool.submit(() -> send(sender)));
            }
            for (GitRepository workspace : workspaces) {
                work.add(pool.submit(() -> switchBranches(workspace)));
            }
            List<Future<Void>> readers = IntStream.range(0, READERS)
                    .mapToObj(each -> pool.submit((Callable<Void>) () -> read(over)))
                    .toList();
            for (Future<Void> each : work) {
                each.get();
            }
            over.set(true);
            for (Future<Void> each : readers) {
                each.get();
            }
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    /** The documents of the sender's sessions, in turn. */
    private Void send(int sender) throws IOException {
        for (int document = 0; document < DOCUMENTS; document++) {
            for (int session = sender; session < SESSIONS; session += SENDERS) {
                String model = model(session, document);
                int tokens = tokens(session, document);
                String text = document(id(session), workspace(session).folder(), model, tokens);

                List<String> answer = document % 2 == 0
                        ? agent.ask(text)
                        : SocketClient.ask(agent.home(), text).orElseThrow(() -> new AssertionError("no answer"));

                assertEquals(2, answer.size(), answer::toString);
                assertTrue(answer.get(0).startsWith("[" + model + "] "), answer.get(0));
                assertEquals(tokens, used(Json.read(answer.get(1))), answer.get(1));
            }
        }
        return null;
    }

    private Void switchBranches(GitRepository workspace) throws Exception {
        Path folder = workspace.folder();
        agent.command("workspace", "add", folder.toString()).done();
        for (int i = 1; i <= SWITCHES; i++) {
            String branch = branch(i);
            workspace.git("checkout", "-q", "-b", branch);
            // two quick switches may well be seen as one
            Eventually.equal(branch, () -> branchOf(agent.state(folder)), "the branch of " + folder);
        }
        return null;
    }

    private static String branch(int number) {
        return number == 0 ? "main" : "branch-" + number;
    }

    /** Reads states and lines; what it read of a session never goes back. */
    private Void read(AtomicBoolean over) throws IOException {
        long[] seen = new long[SESSIONS];
        for (int i = 0; !over.get(); i++) {
            int session = i % SESSIONS;
            JsonNode state = agent.session(id(session));
            if (state.has("error")) {
                assertTrue(state.at("/error").asText().startsWith("no session '" + id(session) + "'"), state::toString);
            } else {
                long used = used(state);
                assertTrue(used >= seen[session], () -> "from " + seen[session] + " back to " + state);
                assertEquals(id(session), state.at("/session/id").asText());
                assertEquals(
                        workspace(session).folder().toString(),
                        state.at("/workspace/path").asText());
                assertTrue(state.at("/display").asText().startsWith("[Model "), state::toString);
                seen[session] = used;
            }
        }
        return null;
    }

    private static long used(JsonNode state) {
        return state.at("/context_window/tokens_used").asLong(-1);
    }

    private static String branchOf(JsonNode state) {
        return state.at("/workspace/git/branch").asText();
    }

    private static long seq(List<JsonNode> events, int index) {
        return index < 0 ? 0 : events.get(index).at("/seq").asLong();
    }

    private static void numbersHaveNoGaps(List<JsonNode> events) {
        for (int i = 0; i < events.size(); i++) {
            // the first one was told before it could be followed
            assertEquals(i + 2, seq(events, i), "the number of event " + i);
        }
    }

    private void changesOfSessionAreAChain(EventReader reader, int session) {
        List<JsonNode> updates = reader.events("state_updated", ofSession(id(session)));
        assertEquals(DOCUMENTS, updates.size(), "each document of " + id(session) + " is one change");
        assertTrue(updates.get(0).at("/old_value").isNull(), "the first state has no old one");
        for (int i = 0; i < DOCUMENTS; i++) {
            assertEquals(tokens(session, i), used(updates.get(i).at("/new_value")), "after change " + i);
            if (i > 0) {
                assertEquals(tokens(session, i - 1), used(updates.get(i).at("/old_value")), "before change " + i);
            }
        }
        List<String> models = reader.events("model_changed", ofSession(id(session))).stream()
                .map(event -> event.at("/old_value").asText() + " to "
                        + event.at("/new_value").asText())
                .toList();
        assertEquals(
                IntStream.range(1, DOCUMENTS / 5)
                        .mapToObj(i -> model(session, 5 * i - 1) + " to " + model(session, 5 * i))
                        .toList(),
                models);
        List<JsonNode> crossings = reader.events("context_threshold", ofSession(id(session)));
        assertEquals(1, crossings.size(), () -> "E5: it went over the threshold once: " + crossings);
        assertTrue(crossings.get(0).at("/old_value").asInt() < THRESHOLD, crossings::toString);
        assertTrue(crossings.get(0).at("/new_value").asInt() >= THRESHOLD, crossings::toString);
        assertEquals(THRESHOLD, crossings.get(0).at("/metadata/threshold").asInt());
        specificEventsComeFirst(
                reader.events().stream().filter(ofSession(id(session))).toList());
    }

    /** E4: those of one change are told together, the state last. */
    private static void specificEventsComeFirst(List<JsonNode> events) {
        for (int i = 0; i < events.size(); i++) {
            if (!events.get(i).at("/event_type").asText().equals("state_updated")) {
                JsonNode next = events.get(i + 1);
                assertEquals(events.get(i).at("/timestamp"), next.at("/timestamp"), next::toString);
            }
        }
    }

    private static void switchesOfWorkspaceAreAChain(EventReader reader, Path folder) {
        assertEquals(
                IntStream.rangeClosed(1, SWITCHES)
                        .mapToObj(i -> branch(i - 1) + " to " + branch(i))
                        .toList(),
                reader.events("branch_changed", ofWorkspace(folder)).stream()
                        .map(event -> event.at("/old_value").asText() + " to "
                                + event.at("/new_value").asText())
                        .toList());
    }

    @Test
    @DisplayName(
            "E5 each session crosses the threshold by itself, again only after it was below, and when the threshold moves")
    void each_session_crosses_the_threshold_by_itself() throws Exception {
        Path folder = workspaces.get(0).folder();
        try (EventReader reader = new EventReader(agent.home())) {
            for (int percent : List.of(10, 79, 80, 95, 81, 50, 79, 90)) {
                agent.ask(document("one", folder, "Claude", percent * WINDOW / 100));
            }
            for (int percent : List.of(10, 60, 60)) {
                agent.ask(document("two", folder, "Claude", percent * WINDOW / 100));
            }
            assertEquals(List.of("79 80 of 80", "79 90 of 80"), crossings(reader, "one", 2));
            assertEquals(List.of(), crossings(reader, "two", 0));

            agent.command("config", "set", "context_threshold", "55").done();

            assertEquals(List.of("60 60 of 55"), crossings(reader, "two", 1));
            agent.ask(document("two", folder, "Claude", 540));
            agent.ask(document("two", folder, "Claude", 551));
            assertEquals(List.of("60 60 of 55", "54 55 of 55"), crossings(reader, "two", 2));
            assertEquals(List.of("79 80 of 80", "79 90 of 80"), crossings(reader, "one", 2));
        }
    }

    private static List<String> crossings(EventReader reader, String session, int expected) throws Exception {
        Eventually.holds(
                expected + " crossings of " + session,
                () -> reader.events("context_threshold", ofSession(session)).size() >= expected,
                () -> reader.events().toString());
        return reader.events("context_threshold", ofSession(session)).stream()
                .map(event -> event.at("/old_value").asText() + " "
                        + event.at("/new_value").asText() + " of "
                        + event.at("/metadata/threshold").asText())
                .toList();
    }

    @Test
    @DisplayName("A5 a session that moves or ends takes its state along, and the workspaces keep theirs")
    void a_session_may_move_and_end() throws Exception {
        Path first = workspaces.get(0).folder();
        Path second = workspaces.get(1).folder();
        workspaces.get(1).git("checkout", "-q", "-b", "there");
        try (EventReader reader = new EventReader(agent.home())) {
            agent.ask(document("mover", first, "Claude", 100));
            agent.ask(document("mover", second, "Claude", 100));

            JsonNode moved = agent.session("mover");
            assertEquals("there", branchOf(moved));
            assertEquals(second.toString(), moved.at("/workspace/path").asText());
            assertEquals("main", branchOf(agent.state(first)));
            Eventually.equal(
                    1,
                    () -> reader.events("workspace_changed", ofSession("mover")).size(),
                    "told that it moved");

            agent.ask(Json.write(Map.of(
                    "hook_event_name",
                    "SessionEnd",
                    "session_id",
                    "mover",
                    "cwd",
                    second.toString(),
                    "reason",
                    "exit")));

            assertTrue(agent.session("mover").has("error"), "it has ended");
            assertEquals("there", branchOf(agent.state(second)));
        }
    }
}
