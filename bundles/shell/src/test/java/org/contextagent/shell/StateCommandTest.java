package org.contextagent.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.command.UsageException;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.StateKey;
import org.contextagent.shell.testing.Answer;
import org.contextagent.shell.testing.FakeStateStore;
import org.contextagent.shell.testing.States;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StateCommandTest {

    private static final Path OUTER = Path.of("/home/dev/outer");
    private static final Path INNER = Path.of("/home/dev/outer/inner");

    private final FakeStateStore store = new FakeStateStore();
    private final StateCommand command =
            new StateCommand(store, state -> "line of " + state.workspacePath().orElse("?"));

    @BeforeEach
    void two_workspaces_and_a_session() {
        store.adopt(StateKey.workspace(OUTER), state(OUTER, "main"));
        store.adopt(StateKey.workspace(INNER), state(INNER, "we\u001b[31mird"));
        store.adopt(StateKey.session("s-1"), state(INNER, "main"));
    }

    private static org.contextagent.api.state.State state(Path path, String branch) {
        return States.of(Facts.builder()
                .put(Fact.WORKSPACE_PATH, path.toString())
                .put(Fact.GIT_BRANCH, branch)
                .build());
    }

    @Test
    void the_nearest_workspace_that_holds_the_directory_is_shown() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(Answer.of(command, INNER.resolve("src"), "--json").text());
        assertEquals(INNER.toString(), json.at("/workspace/path").asText());
        assertEquals("line of " + INNER, json.at("/display").asText());
    }

    @Test
    void a_named_workspace_wins_over_the_directory() throws Exception {
        assertTrue(Answer.of(command, INNER, "--workspace", "..").text().startsWith("line of " + OUTER));
    }

    @Test
    @DisplayName("X8 foreign text is made safe in text and in JSON")
    void foreign_text_is_made_safe() throws Exception {
        String text = Answer.of(command, INNER).text();
        assertFalse(text.contains("\u001b"), text);
        String json = Answer.of(command, INNER, "--json").text();
        assertFalse(json.contains("\u001b"), json);
        assertEquals(
                "we\u001b[31mird",
                new ObjectMapper().readTree(json).at("/workspace/git/branch").asText());
    }

    @Test
    void the_sessions_of_the_workspace_are_listed_under_it() throws Exception {
        assertTrue(Answer.of(command, INNER).text().contains("session s-1  line of " + INNER));
        assertFalse(Answer.of(command, OUTER).text().contains("session s-1"));
    }

    @Test
    void a_session_is_shown_by_its_identifier() throws Exception {
        assertTrue(Answer.of(command, Path.of("/"), "--session=s-1").text().startsWith("line of " + INNER));
        CommandException none =
                assertThrows(CommandException.class, () -> Answer.of(command, Path.of("/"), "--session", "s-2"));
        assertEquals("no session 's-2'; there are s-1", none.getMessage());
        assertEquals(1, none.status());
    }

    @Test
    void a_directory_in_no_workspace_is_an_error_that_lists_the_workspaces() {
        CommandException e = assertThrows(CommandException.class, () -> Answer.of(command, Path.of("/elsewhere")));
        assertTrue(e.getMessage().contains(OUTER + ", " + INNER), e.getMessage());
    }

    @Test
    void the_only_workspace_is_shown_from_anywhere() throws Exception {
        store.forget(StateKey.workspace(INNER));
        assertTrue(Answer.of(command, Path.of("/elsewhere")).text().startsWith("line of " + OUTER));
    }

    @Test
    void an_unknown_option_is_wrong_usage_and_names_the_valid_ones() {
        UsageException e = assertThrows(UsageException.class, () -> Answer.of(command, OUTER, "--jsn"));
        assertTrue(e.getMessage().startsWith("unknown option --jsn; valid are --json, --session, --workspace"));
        assertEquals(2, e.status());
        assertThrows(UsageException.class, () -> Answer.of(command, OUTER, "--session"));
        assertThrows(UsageException.class, () -> Answer.of(command, OUTER, "extra"));
    }

    @Test
    void without_the_state_bundle_the_error_names_it() {
        CommandException e = assertThrows(CommandException.class, () -> Answer.of(new StateCommand(null, null), OUTER));
        assertTrue(e.getMessage().startsWith("the bundle org.contextagent.state is not running"));
    }

    @Test
    void without_the_status_line_bundle_the_facts_are_still_shown() throws Exception {
        assertTrue(Answer.of(new StateCommand(store, null), OUTER).text().startsWith("  workspace.git.branch"));
    }
}
