package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.status.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalAgentsTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("A5 adding a folder twice gives the same agent, running")
    void adding_twice_gives_the_same_agent() {
        try (Fixture fixture = new Fixture(new FakeSensor("git"))) {
            Agent agent = fixture.add(folder);
            agent.stop();
            assertSame(agent, fixture.add(folder.resolve("x").resolve("..")));
            assertTrue(agent.isRunning());
            assertEquals(List.of(agent), fixture.agents.list());
        }
    }

    @Test
    @DisplayName("C10 what is no directory cannot be added; the error says what is valid")
    void what_is_no_directory_cannot_be_added() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (Fixture fixture = new Fixture()) {
            for (Path path : List.of(file, folder.resolve("none"))) {
                IllegalArgumentException error =
                        assertThrows(IllegalArgumentException.class, () -> fixture.agents.add(path));
                assertTrue(error.getMessage().contains("an existing directory"), error.getMessage());
                assertTrue(error.getMessage().contains(path.toString()), error.getMessage());
            }
            assertTrue(fixture.agents.list().isEmpty());
        }
    }

    @Test
    @DisplayName("A5 removing stops the agent, drops its sessions and forgets their states")
    void removing_drops_all_of_it() {
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        FakeDocuments documents = new FakeDocuments("session");
        try (Fixture fixture = new Fixture(git, documents)) {
            Agent agent = fixture.add(folder);
            fixture.agents.accept(FakeDocuments.document(folder, "session=s1 model=one"));
            assertTrue(fixture.agents.remove(folder));

            assertFalse(agent.isRunning());
            assertEquals(0, git.openWatches());
            assertTrue(fixture.agents.sessions().isEmpty());
            assertTrue(fixture.store.keys().isEmpty());
            assertFalse(fixture.agents.remove(folder));
            Eventually.equal(List.of("s1"), documents::forgotten);
        }
    }

    @Test
    @DisplayName("X9 the agent that holds a directory is its own or the nearest above it")
    void the_nearest_agent_above_holds_a_directory() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("a/b"));
        try (Fixture fixture = new Fixture()) {
            Agent outer = fixture.add(folder);
            assertSame(outer, fixture.agents.holding(inner).orElseThrow());
            Agent nearer = fixture.add(folder.resolve("a"));
            assertSame(nearer, fixture.agents.holding(inner).orElseThrow());
            assertSame(outer, fixture.agents.holding(folder.resolve("ab")).orElseThrow());
            assertEquals(Optional.empty(), fixture.agents.holding(folder.getParent()));
        }
    }

    @Test
    @DisplayName("X9 a directory that is reached through a link is held by the agent of where it is")
    void a_link_leads_to_the_agent() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        try (Fixture fixture = new Fixture()) {
            Agent agent = fixture.add(real.toRealPath());
            assertSame(agent, fixture.agents.holding(link).orElseThrow());
        }
    }

    @Test
    @DisplayName("A1 the configured workspace has an agent from the start, which waits for nobody")
    void the_configured_workspace_has_an_agent() {
        AgentOptions options =
                new AgentOptions(Fixture.NEVER, Duration.ofSeconds(30), Fixture.NEVER, Optional.of(folder));
        FakeSensor git = new FakeSensor("git").hangs();
        try (Fixture fixture = new Fixture(options, git)) {
            assertEquals(folder, fixture.agents.list().get(0).workspace());
            assertTrue(fixture.agents.list().get(0).isRunning());
        }
    }

    @Test
    @DisplayName("C14 another workspace_path at run time: the new one comes, the old one goes")
    void the_configured_workspace_changes(@TempDir Path other, @TempDir Path third) {
        FakeDocuments documents = new FakeDocuments("session");
        try (Fixture fixture = new Fixture(new FakeSensor("git").gives("model", "x"), documents)) {
            fixture.workspace(folder);
            Eventually.holds(
                    "sensed",
                    () -> fixture.store.current(StateKey.workspace(folder)).isPresent());
            fixture.workspace(other);
            assertEquals(
                    List.of(other),
                    fixture.agents.list().stream().map(Agent::workspace).toList());
            assertTrue(fixture.store.current(StateKey.workspace(folder)).isEmpty());

            // somebody else added this one, and a session is in the next
            fixture.add(other);
            fixture.workspace(third);
            fixture.agents.accept(FakeDocuments.document(third, "session=s1"));
            fixture.workspace(folder);
            assertEquals(
                    List.of(other, third, folder),
                    fixture.agents.list().stream().map(Agent::workspace).toList());
        }
    }

    @Test
    @DisplayName("C14 a workspace_path that is no directory is reported and does no harm")
    void a_configured_workspace_that_is_not_there() {
        try (Fixture fixture = new Fixture()) {
            fixture.workspace(folder.resolve("none"));
            assertTrue(fixture.agents.list().isEmpty());
        }
    }

    @Test
    @DisplayName("C14 another polling_interval and session_timeout hold at once")
    void other_times_hold_at_once() {
        FakeSensor git = new FakeSensor("git");
        FakeDocuments documents = new FakeDocuments("session");
        try (Fixture fixture = new Fixture(git, documents)) {
            fixture.add(folder);
            fixture.agents.accept(FakeDocuments.document(folder, "session=s1"));
            fixture.options(new AgentOptions(
                    Duration.ofMillis(10), Duration.ofSeconds(30), Duration.ofMillis(50), Optional.empty()));
            Eventually.holds("polls", () -> git.calls(Target.of(folder)) > 3);
            Eventually.equal(List.of(), () -> fixture.agents.sessions());
            assertEquals(1, git.openWatches());
        }
    }

    @Test
    @DisplayName("A3 how each sensor does for each target can be asked, and the status names those with problems")
    void the_status_names_problems() {
        FakeSensor git = new FakeSensor("git").fails("no access");
        FakeSensor cwd = new FakeSensor("cwd").gives("workspace.name", "here");
        try (Fixture fixture = new Fixture(cwd)) {
            assertEquals(Status.Level.OK, fixture.agents.status().level());
            fixture.add(folder);
            assertEquals(Status.Level.OK, fixture.agents.status().level());
            assertEquals(
                    "1 workspaces, 0 sessions, 1 sensors",
                    fixture.agents.status().message());
            assertTrue(fixture.status("cwd", Target.of(folder)).lastGood().isPresent());
            assertTrue(fixture.status("cwd", Target.of(folder)).lastDuration().isPresent());

            fixture.bind(git);
            Eventually.equal(Status.Level.WARN, () -> fixture.agents.status().level());
            assertTrue(fixture.agents.status().message().contains("sensor git: no access"));
            assertEquals(
                    List.of("cwd", "git"), fixture.agents.status().details().get("sensors"));
        }
    }

    @Test
    void what_is_asked_after_the_end_is_an_error() {
        Fixture fixture = new Fixture();
        fixture.close();
        assertThrows(IllegalStateException.class, () -> fixture.agents.add(folder));
        fixture.bind(new FakeSensor("late"));
        fixture.close();
    }
}
