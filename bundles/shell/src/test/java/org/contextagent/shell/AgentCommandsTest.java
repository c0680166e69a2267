package org.contextagent.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.command.UsageException;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.contextagent.shell.testing.Answer;
import org.contextagent.shell.testing.FakeAgents;
import org.contextagent.shell.testing.Framework;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandsTest {

    private final FakeAgents agents = new FakeAgents();

    @TempDir
    Path folder;

    @Test
    @DisplayName("A4 refresh senses the workspace that holds the directory")
    void refresh_senses_the_workspace_that_holds_the_directory() throws Exception {
        agents.add(folder);
        Answer answer = Answer.of(new RefreshCommand(agents, state -> "the line"), folder.resolve("deeper"));
        assertEquals("the line", answer.lines.get(0));
        assertEquals(1, agents.refreshes);
    }

    @Test
    void a_workspace_is_found_through_a_link() throws Exception {
        Path project = Files.createDirectory(folder.resolve("project"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), project);
        agents.add(folder);
        agents.add(project);
        RefreshCommand command =
                new RefreshCommand(agents, state -> state.workspacePath().orElse(""));
        assertEquals(project.toString(), Answer.of(command, link).lines.get(0));
    }

    @Test
    @DisplayName("A3 refresh without any reading is an error")
    void refresh_without_any_reading_is_an_error() throws Exception {
        agents.add(folder);
        agents.nothingRead = true;
        CommandException e = assertThrows(
                CommandException.class, () -> Answer.of(new RefreshCommand(agents, null), folder, "--json"));
        assertTrue(e.getMessage().startsWith("no sensor ever gave a reading"));
    }

    @Test
    void a_workspace_is_added_listed_and_removed() throws Exception {
        WorkspaceCommand command = new WorkspaceCommand(agents);
        Files.createDirectory(folder.resolve("sub"));
        assertEquals("workspace " + folder, Answer.of(command, folder, "add").text());
        assertEquals(
                "workspace " + folder.resolve("sub"),
                Answer.of(command, folder, "add", "sub").text());
        assertEquals(List.of(folder.toString(), folder.resolve("sub").toString()), Answer.of(command, folder).lines);
        JsonNode first = new ObjectMapper()
                .readTree(Answer.of(command, folder, "list", "--json").lines.get(0));
        assertEquals(folder.toString(), first.at("/path").asText());
        assertTrue(first.at("/running").asBoolean());
        assertEquals(
                "removed " + folder,
                Answer.of(command, folder, "remove", folder.toString()).text());
        assertThrows(CommandException.class, () -> Answer.of(command, folder, "remove", folder.toString()));
    }

    @Test
    void a_stopped_agent_is_marked_in_the_list() throws Exception {
        agents.add(folder).stop();
        assertEquals(
                folder + "  (stopped)",
                Answer.of(new WorkspaceCommand(agents), folder, "list").text());
    }

    @Test
    void a_missing_folder_and_an_unknown_verb_are_errors() {
        WorkspaceCommand command = new WorkspaceCommand(agents);
        CommandException missing = assertThrows(CommandException.class, () -> Answer.of(command, folder, "add", "no"));
        assertEquals("no such directory: " + folder.resolve("no"), missing.getMessage());
        assertThrows(UsageException.class, () -> Answer.of(command, folder, "ad"));
        assertThrows(UsageException.class, () -> Answer.of(command, folder, "add", "a\0b"));
    }

    @Test
    void sensors_are_listed_with_age_failures_and_reason() throws Exception {
        agents.sensors.add(new SensorStatus(
                "git",
                Target.of(folder, "s-1"),
                Optional.of(Instant.now().minusSeconds(3)),
                Optional.of(Duration.ofMillis(2)),
                4,
                Optional.of("timed\nout"),
                true));
        agents.sensors.add(new SensorStatus(
                "cwd", Target.of(folder), Optional.empty(), Optional.empty(), 0, Optional.empty(), false));
        SensorsCommand command = new SensorsCommand(agents);
        List<String> lines = Answer.of(command, folder).lines;
        assertTrue(lines.get(0).startsWith("git "), lines.get(0));
        assertTrue(lines.get(0).endsWith("session s-1  HANGS  4 failed: timed out"), lines.get(0));
        assertTrue(lines.get(1).contains("never"), lines.get(1));
        JsonNode json = new ObjectMapper()
                .readTree(Answer.of(command, folder, "--json").lines.get(0));
        assertEquals(4, json.at("/failures").asInt());
        assertTrue(json.at("/age_seconds").asDouble() >= 3);
    }

    @Test
    void without_the_agent_bundle_the_error_names_it() {
        for (org.contextagent.api.command.Command command :
                List.of(new RefreshCommand(null, null), new WorkspaceCommand(null), new SensorsCommand(null))) {
            CommandException e = assertThrows(CommandException.class, () -> Answer.of(command, folder));
            assertTrue(e.getMessage().startsWith("the bundle org.contextagent.agent is not running"), e.getMessage());
        }
    }

    @Test
    void status_tells_of_the_worst_part_and_of_every_list() throws Exception {
        agents.add(folder);
        agents.sessions.add(Target.of(folder, "s-1"));
        StatusSource good = source("events", Status.Level.OK, "all delivered");
        StatusSource bad = source("config", Status.Level.WARN, "one\u0007warning");
        try (Framework framework = new Framework(folder.resolve("felix"))) {
            StatusCommand command = new StatusCommand(framework.context(), agents, List.of(good, bad));
            JsonNode json = new ObjectMapper()
                    .readTree(Answer.of(command, folder, "--json").text());
            assertEquals("WARN", json.at("/health").asText());
            assertEquals("OK", json.at("/parts/events/level").asText());
            assertEquals(folder.toString(), json.at("/workspaces/0").asText());
            assertEquals("s-1", json.at("/sessions/0/id").asText());
            assertEquals(ProcessHandle.current().pid(), json.at("/pid").asLong());
            String text = Answer.of(command, folder).text();
            assertTrue(text.contains("health WARN"), text);
            assertTrue(text.contains("config       WARN     onewarning"), text);
            assertTrue(text.contains("workspaces: 1\n  " + folder), text);
        }
    }

    @Test
    void a_part_that_cannot_say_how_it_does_harms_no_other() throws Exception {
        StatusSource good = source("events", Status.Level.OK, "all delivered");
        StatusSource gone = new StatusSource() {
            @Override
            public String name() {
                return "gone";
            }

            @Override
            public Status status() {
                throw new IllegalStateException("the bundle is gone");
            }
        };
        try (Framework framework = new Framework(folder.resolve("felix"))) {
            String text = Answer.of(new StatusCommand(framework.context(), agents, List.of(good, gone)), folder)
                    .text();
            assertTrue(text.contains("health CRITICAL"), text);
            assertTrue(text.contains("all delivered"), text);
            assertTrue(text.contains("the bundle is gone"), text);
        }
    }

    @Test
    void status_works_with_every_other_bundle_away() throws Exception {
        try (Framework framework = new Framework(folder.resolve("felix"))) {
            String text = Answer.of(new StatusCommand(framework.context(), null, List.of()), folder)
                    .text();
            assertTrue(text.contains("health OK"), text);
            assertTrue(text.contains("sessions: 0"), text);
        }
    }

    private static StatusSource source(String name, Status.Level level, String message) {
        return new StatusSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Status status() {
                return new Status(level, message, Map.of());
            }
        };
    }
}
