package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DocumentsTest {

    private static final StateKey S1 = StateKey.session("s1");

    @TempDir
    Path folder;

    private final FakeDocuments documents = new FakeDocuments("session");
    private final AtomicReference<String> branch = new AtomicReference<>("main");
    private final FakeSensor cwd = new FakeSensor("cwd")
            .does(target -> Facts.of(Map.of(
                    "workspace.path",
                    target.workspace().toString(),
                    "workspace.name",
                    target.workspace().getFileName().toString())));
    private final FakeSensor git =
            new FakeSensor("git").does(target -> Facts.of(Map.of("workspace.git.branch", branch.get())));

    @Test
    @DisplayName("A5 a document makes the workspace's agent and the session, and gives the session's whole state")
    void a_document_makes_the_workspace_and_the_session() {
        try (Fixture fixture = new Fixture(documents, cwd, git)) {
            State state = fixture.agents.accept(document(folder, "session=s1 model=Claude used=5"));

            assertEquals("Claude", state.model().orElseThrow());
            assertEquals("main", state.branch().orElseThrow());
            assertEquals(folder.toString(), state.workspacePath().orElseThrow());
            assertEquals(List.of(Target.of(folder, "s1")), fixture.agents.sessions());
            assertTrue(fixture.agents.list().get(0).isRunning());
            assertEquals(state, fixture.store.current(S1).orElseThrow());
            assertEquals(1, fixture.store.told(S1).size());
            // the workspace itself knows nothing of the session's model
            assertEquals("-", fixture.stored(StateKey.workspace(folder), "model"));
        }
    }

    @Test
    @DisplayName("A5 for a known workspace a document waits for no other sensor and for no other thread")
    void a_document_for_a_known_workspace_waits_for_nobody() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Fixture fixture = new Fixture(documents, git)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            git.hangs();
            git.signal(Target.of(folder));
            Eventually.equal(1, git::inside);
            documents.does(target -> {
                thread.set(Thread.currentThread());
                return Facts.of(Map.of("model", "two"));
            });

            State state = fixture.agents.accept(document(folder, "session=s1 model=two"));

            assertEquals("two", state.model().orElseThrow());
            assertEquals(Thread.currentThread(), thread.get());
            assertEquals("main", state.branch().orElseThrow());
        }
    }

    @Test
    @DisplayName("A1 X6 what changed a moment ago is in the state that a document leads to, and told once")
    void a_document_leads_to_what_is_true_now() {
        try (Fixture fixture = new Fixture(documents, cwd, git)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            Eventually.equal("main", () -> fixture.stored(S1, "workspace.git.branch"));
            int before = fixture.store.told(S1).size();

            // nobody says so
            branch.set("next");
            Eventually.equal(
                    "next",
                    () -> fixture.agents
                            .accept(document(folder, "session=s1 model=one"))
                            .branch()
                            .orElseThrow());

            assertEquals("next", fixture.stored(StateKey.workspace(folder), "workspace.git.branch"));
            assertEquals(before, fixture.store.told(S1).size());
        }
    }

    @Test
    @DisplayName("A5 documents without a session are the workspace's own, and no session takes over what they say")
    void documents_without_a_session_are_of_the_workspace() {
        try (Fixture fixture = new Fixture(documents, git)) {
            State state = fixture.agents.accept(document(folder, "model=Plain used=7"));
            assertEquals("Plain", state.model().orElseThrow());
            assertEquals("main", state.branch().orElseThrow());
            assertTrue(fixture.agents.sessions().isEmpty());
            assertEquals("Plain", fixture.stored(StateKey.workspace(folder), "model"));

            State session = fixture.agents.accept(document(folder, "session=s1"));
            assertTrue(session.model().isEmpty());
            assertTrue(session.facts().number("context_window.tokens_used").isEmpty());
            assertEquals("main", session.branch().orElseThrow());
        }
    }

    @Test
    @DisplayName("E9 a change of the workspace is told once, and its sessions follow without being told")
    void a_change_of_the_workspace_is_told_once() {
        try (Fixture fixture = new Fixture(documents, git)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            fixture.agents.accept(document(folder, "session=s2 model=two"));
            int before = fixture.store.told().size();

            branch.set("next");
            git.signal(Target.of(folder));

            Eventually.equal("next", () -> fixture.stored(S1, "workspace.git.branch"));
            Eventually.equal("next", () -> fixture.stored(StateKey.session("s2"), "workspace.git.branch"));
            assertEquals(before + 1, fixture.store.told().size());
            assertEquals("one", fixture.stored(S1, "model"));
            assertEquals(
                    List.of("main", "next"), fixture.store.told(StateKey.workspace(folder), "workspace.git.branch"));
        }
    }

    @Test
    @DisplayName("E9 the same document twice tells nothing twice")
    void the_same_document_again_tells_nothing() {
        try (Fixture fixture = new Fixture(documents, git)) {
            State first = fixture.agents.accept(document(folder, "session=s1 model=one"));
            int before = fixture.store.told().size();
            assertEquals(first, fixture.agents.accept(document(folder, "session=s1 model=one")));
            assertEquals(before, fixture.store.told().size());
        }
    }

    @Test
    @DisplayName("A5 a session that moves keeps its key, reads with the new folder's facts, and the move is told")
    void a_session_moves(@TempDir Path other) {
        try (Fixture fixture = new Fixture(documents, cwd)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            State moved = fixture.agents.accept(document(other, "session=s1 model=one"));

            assertEquals(other.toString(), moved.workspacePath().orElseThrow());
            assertEquals(List.of(Target.of(other, "s1")), fixture.agents.sessions());
            assertEquals(List.of(folder.toString(), other.toString()), fixture.store.told(S1, "workspace.path"));
            // the folder that it left goes on, but no change there touches the session
            assertEquals(2, fixture.agents.list().size());
        }
    }

    @Test
    @DisplayName("A5 a folder that a session left is dropped after session_timeout, a folder that was added is not")
    void a_folder_without_sessions_is_dropped(@TempDir Path other, @TempDir Path added) {
        try (Fixture fixture = new Fixture(Fixture.sessions(Duration.ofMillis(1500)), documents, cwd)) {
            fixture.add(added);
            fixture.agents.accept(document(folder, "session=s1"));
            fixture.agents.accept(document(added, "session=s2"));
            Eventually.holds("the folder is dropped", () -> {
                fixture.agents.accept(document(other, "session=s1"));
                return fixture.agents.list().stream()
                        .noneMatch(agent -> agent.workspace().equals(folder));
            });
            assertTrue(fixture.store.current(StateKey.workspace(folder)).isEmpty());
            assertTrue(fixture.agents.holding(other).isPresent());
            assertTrue(fixture.agents.holding(added).isPresent());
            Eventually.equal(0, () -> cwd.openWatches(Target.of(folder)));
        }
    }

    @Test
    @DisplayName("A5 a session without a document for session_timeout is over and forgotten everywhere")
    void a_session_times_out() {
        try (Fixture fixture = new Fixture(Fixture.sessions(Duration.ofMillis(100)), documents, cwd)) {
            fixture.agents.accept(document(folder, "session=s1"));
            Eventually.equal(List.of(), () -> fixture.agents.sessions());
            Eventually.equal(List.of("s1"), documents::forgotten);
            assertTrue(fixture.store.current(S1).isEmpty());
            Eventually.equal(List.of(), () -> fixture.agents.list());
            assertTrue(fixture.store.keys().isEmpty());
        }
    }

    @Test
    @DisplayName("A5 a document that ends its session tells its last change and then ends it")
    void a_document_ends_its_session() {
        try (Fixture fixture = new Fixture(documents, cwd)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            State last = fixture.agents.accept(document(folder, "session=s1 model=last ended"));

            assertEquals("last", last.model().orElseThrow());
            assertEquals(List.of("one", "last"), fixture.store.told(S1, "model"));
            assertTrue(fixture.agents.sessions().isEmpty());
            assertTrue(fixture.store.current(S1).isEmpty());
            Eventually.equal(false, () -> documents.knows("s1"));
        }
    }

    @Test
    @DisplayName("A5 the end of a session that nobody knows makes nothing")
    void the_end_of_an_unknown_session_makes_nothing() {
        try (Fixture fixture = new Fixture(documents, cwd)) {
            State state = fixture.agents.accept(document(folder, "session=s1 model=last ended"));
            assertEquals("last", state.model().orElseThrow());
            assertTrue(fixture.agents.list().isEmpty());
            assertTrue(fixture.store.told().isEmpty());
            assertFalse(documents.knows("s1"));
        }
    }

    @Test
    @DisplayName("A5 a session that comes back before it is forgotten is not forgotten")
    void a_session_that_comes_back_is_not_forgotten() {
        try (Fixture fixture = new Fixture(documents, cwd)) {
            for (int i = 0; i < 200; i++) {
                fixture.agents.accept(document(folder, "session=s1 model=last ended"));
                State back = fixture.agents.accept(document(folder, "session=s1 model=back"));
                assertEquals("back", back.model().orElseThrow());
                assertEquals(
                        "back",
                        fixture.agents
                                .accept(document(folder, "session=s1 model=back"))
                                .model()
                                .orElseThrow());
            }
            assertTrue(documents.knows("s1"));
        }
    }

    @Test
    @DisplayName("X6 a document from a folder that does not exist is no error")
    void a_folder_that_does_not_exist_is_no_error() {
        Path gone = folder.resolve("gone").resolve("for ever");
        try (Fixture fixture = new Fixture(documents, new FakeSensor("cwd"))) {
            State state = fixture.agents.accept(document(gone.getParent(), "session=s1 model=one"));
            assertEquals("one", state.model().orElseThrow());
            assertTrue(state.workspaceName().isEmpty());
        }
    }

    @Test
    @DisplayName("A5 with no sensor that takes documents there is an error that says so")
    void without_a_sensor_of_documents_it_is_an_error() {
        try (Fixture fixture = new Fixture(git)) {
            NoReadingException error =
                    assertThrows(NoReadingException.class, () -> fixture.agents.accept(document(folder, "session=s1")));
            assertTrue(error.getMessage().contains("no sensor takes documents"), error.getMessage());
            assertThrows(NoReadingException.class, () -> fixture.agents.preview(document(folder, "session=s1")));
        }
    }

    @Test
    @DisplayName("A5 of several sensors of documents the best says whose it is, and one that breaks harms no other")
    void the_best_sensor_of_documents_decides() {
        FakeDocuments best = new FakeDocuments("best");
        best.does(target -> Facts.of(Map.of("model", "best")));
        try (Fixture fixture = new Fixture()) {
            fixture.bind(documents, 1);
            fixture.bind(best, 7);
            State state = fixture.agents.accept(document(folder, "session=s1 model=other used=3"));
            assertEquals("best", state.model().orElseThrow());
            assertEquals(3, state.facts().number("context_window.tokens_used").orElseThrow());

            best.breaks();
            state = fixture.agents.accept(document(folder, "session=s1 model=other used=4"));
            assertEquals(4, state.facts().number("context_window.tokens_used").orElseThrow());
            documents.breaks();
            assertThrows(
                    IllegalStateException.class, () -> fixture.agents.accept(document(folder, "session=s1 model=x")));
        }
    }

    @Test
    @DisplayName("A5 a document that each sensor fails with is not worth another try, and the next one is answered")
    void a_document_that_breaks_the_sensor_harms_no_other() {
        try (Fixture fixture = new Fixture(documents, cwd)) {
            documents.breaks();
            assertThrows(
                    IllegalStateException.class, () -> fixture.agents.accept(document(folder, "session=s1 model=x")));
            assertThrows(IllegalStateException.class, () -> fixture.agents.preview(document(folder, "session=s1")));
            documents.mends();
            State state = fixture.agents.accept(document(folder, "session=s1 model=next"));
            assertEquals("next", state.model().orElseThrow());
        }
    }

    @Test
    @DisplayName("A5 a document of a folder that no sensor has a reading of has a state all the same")
    void a_document_without_any_reading_is_taken_in() {
        documents.fails("nothing to be had");
        try (Fixture fixture = new Fixture(documents)) {
            assertEquals(
                    Facts.NONE,
                    fixture.agents.accept(document(folder, "model=x")).facts());
        }
    }

    @Test
    @DisplayName("A5 the end of a session whose sensors are waited for holds up no other document")
    void an_end_that_waits_holds_up_nobody(@TempDir Path other) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Fixture fixture = new Fixture(documents, cwd)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            fixture.agents.accept(document(other, "session=s2 model=one"));
            documents.does(target -> {
                if (target.equals(Target.of(folder, "s1"))) {
                    inside.countDown();
                    go.await();
                }
                return Facts.of(Map.of("model", "seen"));
            });
            Thread ending = new Thread(() -> fixture.agents.accept(document(folder, "session=s1 ended")));
            ending.start();
            inside.await();

            State state = fixture.agents.accept(document(other, "session=s2 model=two"));

            assertEquals("seen", state.model().orElseThrow());
            assertTrue(ending.isAlive());
            go.countDown();
            ending.join(60_000);
            assertEquals(List.of(Target.of(other, "s2")), fixture.agents.sessions());
            Eventually.equal(List.of("s1"), documents::forgotten);
        }
    }

    @Test
    @DisplayName("A5 a session that goes on while its end is told stays")
    void a_session_that_goes_on_stays() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(50)), documents, cwd)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            documents.does(target -> {
                inside.countDown();
                go.await();
                return Facts.of(Map.of("model", "seen"));
            });
            Thread ending = new Thread(() -> fixture.agents.accept(document(folder, "session=s1 ended")));
            ending.start();
            inside.await();
            fixture.agents.accept(document(folder, "session=s1 model=back"));
            go.countDown();
            ending.join(60_000);
            assertEquals(List.of(Target.of(folder, "s1")), fixture.agents.sessions());
            assertTrue(documents.knows("s1"));
        }
    }

    @Test
    @DisplayName("A5 a session that ends while a sensor is busy with a document for long is forgotten after it")
    void an_end_while_the_sensor_is_busy_is_not_lost(@TempDir Path other) throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FakeDocuments slow = new FakeDocuments("slow");
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(20)), documents, slow)) {
            fixture.agents.accept(document(folder, "session=s1"));
            slow.whenAccepting(() -> {
                inside.countDown();
                FakeDocuments.await(go);
            });
            Thread busy = new Thread(() -> fixture.agents.accept(document(other, "session=s2")));
            busy.start();
            inside.await();
            assertTrue(fixture.agents.remove(folder));
            // nobody else may enter for longer than is waited for
            assertThrows(NoReadingException.class, () -> fixture.agents.accept(document(folder, "session=s3")));
            assertEquals(List.of(), documents.forgotten());
            go.countDown();
            busy.join(60_000);
            Eventually.equal(List.of("s1"), documents::forgotten);
        }
    }

    @Test
    @DisplayName("A5 a sensor of documents that hangs holds the next document no longer than sensor_timeout")
    void a_hanging_sensor_of_documents_does_not_collect_threads() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        documents.whenAccepting(() -> {
            inside.countDown();
            FakeDocuments.await(go);
        });
        try (Fixture fixture = new Fixture(Fixture.timeout(Duration.ofMillis(50)), documents)) {
            Thread stuck = new Thread(() -> fixture.agents.accept(document(folder, "session=s1 ended")));
            stuck.start();
            inside.await();
            NoReadingException error =
                    assertThrows(NoReadingException.class, () -> fixture.agents.accept(document(folder, "session=s2")));
            assertTrue(error.getMessage().contains("busy"), error.getMessage());
            go.countDown();
            stuck.join(60_000);
        }
    }

    @Test
    @DisplayName("E9 what a sensor says while the first document of a session is taken in is not lost")
    void what_is_said_meanwhile_is_not_lost() {
        FakeSensor own = new FakeSensor("own", Scope.SESSION).gives("extra", "yes");
        try (Fixture fixture = new Fixture(documents, own)) {
            for (int i = 0; i < 400; i++) {
                fixture.agents.accept(document(folder, "session=n" + i));
            }
            for (int i = 0; i < 400; i++) {
                StateKey key = StateKey.session("n" + i);
                Eventually.equal("yes", () -> fixture.stored(key, "extra"));
            }
        }
    }

    @Test
    @DisplayName("A5 a preview gives the state that a document would lead to, and keeps and tells nothing")
    void a_preview_keeps_nothing() {
        FakeSensor own = new FakeSensor("own", Scope.SESSION).gives("extra", "yes");
        try (Fixture fixture = new Fixture(documents, git, own)) {
            State unknown = fixture.agents.preview(document(folder, "session=s1 model=new"));
            assertEquals("new", unknown.model().orElseThrow());
            assertTrue(unknown.branch().isEmpty());
            assertTrue(fixture.agents.list().isEmpty());

            fixture.agents.accept(document(folder, "session=s1 model=one used=3"));
            Eventually.equal("yes", () -> fixture.stored(S1, "extra"));
            int told = fixture.store.told().size();
            State known = fixture.agents.preview(document(folder, "session=s1 model=two"));
            assertEquals("two", known.model().orElseThrow());
            assertEquals("main", known.branch().orElseThrow());
            assertEquals("yes", Fixture.text(known, "extra"));
            assertTrue(known.facts().number("context_window.tokens_used").isEmpty());
            State ofFolder = fixture.agents.preview(document(folder, "model=three"));
            assertEquals("three", ofFolder.model().orElseThrow());

            assertEquals(told, fixture.store.told().size());
            assertEquals("one", fixture.stored(S1, "model"));
        }
    }

    @Test
    @DisplayName(
            "A5 there are at most 200 workspaces: the one of documents that was used least goes, an added one never")
    void workspaces_are_bounded(@TempDir Path added) {
        try (Fixture fixture = new Fixture(documents)) {
            fixture.add(added);
            for (int i = 0; i < Workspaces.MAX_WORKSPACES + 20; i++) {
                fixture.agents.accept(document(folder.resolve("w" + i), "session=s" + i));
                fixture.agents.accept(document(folder.resolve("w0"), "session=s0"));
            }
            assertEquals(Workspaces.MAX_WORKSPACES, fixture.agents.list().size());
            assertTrue(fixture.agents.holding(added).isPresent());
            assertTrue(fixture.agents.holding(folder.resolve("w0")).isPresent());
            assertTrue(fixture.agents.holding(folder.resolve("w1")).isEmpty());
            assertEquals(
                    Workspaces.MAX_WORKSPACES - 1, fixture.agents.sessions().size());
            assertTrue(fixture.store.current(StateKey.session("s1")).isEmpty());
        }
    }

    @Test
    @DisplayName(
            "A5 where all workspaces were added, a document from elsewhere has its state and nothing is kept of it")
    void full_of_added_workspaces() throws java.io.IOException {
        try (Fixture fixture = new Fixture(documents)) {
            for (int i = 0; i < Workspaces.MAX_WORKSPACES; i++) {
                fixture.add(java.nio.file.Files.createDirectory(folder.resolve("w" + i)));
            }
            Path one = java.nio.file.Files.createDirectory(folder.resolve("one"));
            State state = fixture.agents.accept(document(one, "session=s1 model=passing"));
            assertEquals("passing", state.model().orElseThrow());
            assertTrue(fixture.agents.sessions().isEmpty());
            IllegalArgumentException error =
                    assertThrows(IllegalArgumentException.class, () -> fixture.agents.add(one));
            assertTrue(error.getMessage().contains("200"), error.getMessage());
        }
    }

    @Test
    @DisplayName("A5 there are at most 500 sessions: the one without a document for the longest time goes")
    void sessions_are_bounded() {
        try (Fixture fixture = new Fixture(documents)) {
            for (int i = 0; i < Workspaces.MAX_SESSIONS + 20; i++) {
                fixture.agents.accept(document(folder, "session=s" + i));
                fixture.agents.accept(document(folder, "session=s0"));
            }
            assertEquals(Workspaces.MAX_SESSIONS, fixture.agents.sessions().size());
            assertTrue(fixture.store.current(StateKey.session("s0")).isPresent());
            assertTrue(fixture.store.current(StateKey.session("s1")).isEmpty());
            Eventually.holds("sensors forget", () -> documents.forgotten().contains("s1"));
        }
    }

    @Test
    @DisplayName("A5 documents of a session in a stopped workspace still count, and start nothing")
    void documents_do_not_start_a_stopped_agent() {
        try (Fixture fixture = new Fixture(documents, git)) {
            fixture.agents.accept(document(folder, "session=s1 model=one"));
            fixture.agents.list().get(0).stop();
            State state = fixture.agents.accept(document(folder, "session=s1 model=two"));
            assertEquals("two", state.model().orElseThrow());
            assertEquals("main", state.branch().orElseThrow());
            assertFalse(fixture.agents.list().get(0).isRunning());
        }
    }

    @Test
    void after_the_end_a_document_is_refused_with_a_reason() {
        Fixture fixture = new Fixture(documents, git);
        fixture.close();
        NoReadingException error =
                assertThrows(NoReadingException.class, () -> fixture.agents.accept(document(folder, "session=s1")));
        assertTrue(error.getMessage().contains("stopped"), error.getMessage());
        assertEquals(Optional.empty(), fixture.agents.holding(folder));
    }
}
