package org.contextagent.statusline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.status.Status;
import org.contextagent.api.text.SafeText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TemplateLineRendererTest {

    private static State state(Object... namesAndValues) {
        Map<String, Object> facts = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new State("0.1.0", Facts.of(facts), "", Instant.EPOCH, State.SENSOR_VERSION);
    }

    private static String line(Object... namesAndValues) {
        return Renderers.standard().render(state(namesAndValues));
    }

    private static String of(String format, Object... namesAndValues) {
        return Renderers.of(format).render(state(namesAndValues));
    }

    @Test
    @DisplayName("X2 X10 the whole line, byte for byte")
    void the_whole_line() {
        assertEquals(
                "[Claude] 📁 my-project 🌿 main | 📊 13%",
                line(
                        "model",
                        "Claude",
                        "workspace.name",
                        "my-project",
                        "workspace.git.is_repo",
                        true,
                        "workspace.git.branch",
                        "main",
                        "context_window.max_tokens",
                        200_000,
                        "context_window.tokens_used",
                        26_100,
                        "context_window.usage_pct",
                        13));
    }

    @Test
    @DisplayName("X1 X2 of nothing there is the default model alone")
    void of_nothing_there_is_the_default_model_alone() {
        assertEquals("[Claude]", line());
        assertEquals("[Claude]", line("model", "\u200B\n", "workspace.name", ""));
    }

    @Test
    @DisplayName("X2 the branch is there only inside a work tree with a branch")
    void the_branch_part() {
        assertEquals("[Claude] 🌿 b", line("workspace.git.is_repo", true, "workspace.git.branch", "b"));
        assertEquals("[Claude]", line("workspace.git.is_repo", false, "workspace.git.branch", "b"));
        assertEquals("[Claude]", line("workspace.git.branch", "b"));
        assertEquals(
                "[Claude]",
                line("workspace.git.is_repo", true, "workspace.git.bare", true, "workspace.git.branch", "b"));
        assertEquals(
                "[Claude]",
                line("workspace.git.is_repo", true, "workspace.git.bare", false, "workspace.git.branch", "b"),
                "inside of .git");
        assertEquals(
                "[Claude] 🌿 new",
                line("workspace.git.is_repo", true, "workspace.git.branch", "new", "workspace.git.unborn", true));
    }

    @Test
    void a_detached_head_shows_its_tag_else_its_commit() {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        assertEquals(
                "[Claude] 🌿 #v1",
                line(
                        "workspace.git.is_repo",
                        true,
                        "workspace.git.detached",
                        true,
                        "workspace.git.commit",
                        commit,
                        "workspace.git.tag",
                        "v1"));
        assertEquals(
                "[Claude] 🌿 @0123456",
                line("workspace.git.is_repo", true, "workspace.git.detached", true, "workspace.git.commit", commit));
        assertEquals("[Claude]", line("workspace.git.is_repo", true, "workspace.git.commit", commit));
        assertEquals("[Claude]", line("workspace.git.is_repo", true, "workspace.git.detached", true));
    }

    @Test
    @DisplayName("X2 the usage is there only when tokens are used")
    void the_usage_part() {
        assertEquals("[Claude] | 📊 0%", line("context_window.max_tokens", 1000, "context_window.tokens_used", 1));
        assertEquals("[Claude]", line("context_window.max_tokens", 1000, "context_window.tokens_used", 0));
        assertEquals("[Claude]", line("context_window.tokens_used", 0, "context_window.usage_pct", 13));
        assertEquals("[Claude] | 📊 13%", line("context_window.usage_pct", 13));
        assertEquals("[Claude]", line("context_window.usage_pct", 0));
        assertEquals(
                "[Claude] | 📊 ~13%",
                line("context_window.usage_pct", 13, "context_window.as_of", "2026-01-01T00:00:00Z"));
    }

    @Test
    void the_other_placeholders() {
        assertEquals("7|", of("{pct}|{branch}", "context_window.usage_pct", 7));
        assertEquals(
                "rebase 2/5",
                of(
                        "{operation}",
                        "workspace.git.operation",
                        "rebase",
                        "workspace.git.operation_step",
                        2,
                        "workspace.git.operation_steps",
                        5));
        assertEquals("merge", of("{operation}", "workspace.git.operation", "merge"));
        assertEquals("fix", of("{session}", "session.name", "fix", "session.id", "1"));
        assertEquals("1", of("{session}", "session.id", "1"));
        assertEquals("/p", of("{path}", "workspace.path", "/p"));
        assertEquals("git,session", of("{stale}", "stale.git", "slow", "stale.session", "x", "stalemate", "y"));
    }

    @Test
    @DisplayName("X8 nothing foreign reaches the terminal as a control character, and no value floods the line")
    void values_are_safe_and_of_bounded_width() {
        String line = line(
                "model",
                "a\u001B]0;x\u0007\nb",
                "workspace.name",
                "長".repeat(1000),
                "workspace.git.is_repo",
                true,
                "workspace.git.branch",
                "x\u202E" + "y".repeat(10_000));
        assertTrue(line.startsWith("[a]0;x b] 📁 " + "長".repeat(29) + "… 🌿 x" + "y".repeat(58) + "…"), line);
        assertFalse(line.codePoints().anyMatch(Character::isISOControl));
        assertTrue(SafeText.width(of("{path}".repeat(100), "workspace.path", "p".repeat(60))) <= 400);
        assertEquals("[31m", of("\u001B[31m"));
    }

    @Test
    void a_bad_format_is_told_and_the_default_used_until_it_is_mended() {
        TemplateLineRenderer renderer = Renderers.of("{modell}");
        assertEquals("[Claude]", renderer.render(state()));
        assertEquals("line", renderer.name());
        assertEquals(Status.Level.WARN, renderer.status().level());
        assertTrue(
                renderer.status()
                        .message()
                        .startsWith("status_line_format: position 1: unknown placeholder '{modell}'"),
                renderer.status().message());
        renderer.modified(Renderers.config("<{model}>"));
        assertEquals("<Claude>", renderer.render(state()));
        assertEquals(Status.Level.OK, renderer.status().level());
    }

    @Test
    void a_line_is_never_empty() {
        assertEquals("[Claude]", of("{branch}"));
        assertEquals("[Claude]", of("  "));
    }
}
