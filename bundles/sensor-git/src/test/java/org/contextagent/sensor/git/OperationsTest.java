package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git is in the middle of. The branches main and topic have changed the same file, topic three times. */
class OperationsTest {

    @TempDir
    Path temp;

    private final GitSensor sensor = new GitSensor();
    private final Sensed sensed = new Sensed(sensor);
    private Git git;

    @BeforeEach
    void begin() {
        git = Git.init(temp.resolve("repo"));
        git.commit("a", "0");
        git.run("checkout", "-q", "-b", "topic");
        git.commit("b", "1");
        git.commit("a", "topic");
        git.commit("c", "3");
        git.run("checkout", "-q", "main");
        git.commit("a", "main");
    }

    @AfterEach
    void end() {
        sensor.deactivate();
    }

    @Test
    @DisplayName("S1 the state tells when a merge is in progress")
    void a_merge() {
        assertTrue(operation().isEmpty());
        assertFalse(git.attempt("merge", "topic").isGood());

        assertEquals(Optional.of("merge"), operation());

        git.run("merge", "--abort");
        assertTrue(operation().isEmpty());
        git.run("merge", "--no-commit", "-s", "ours", "topic");
        assertEquals(Optional.of("merge"), operation());
    }

    @Test
    @DisplayName("S1 the state tells when a rebase is in progress, its step and its branch")
    void a_rebase() {
        git.run("checkout", "-q", "topic");
        assertFalse(git.attempt("rebase", "main").isGood());

        Facts facts = sensed.sameAsGit(git.folder());

        assertEquals(Optional.of("rebase"), facts.text(Fact.GIT_OPERATION));
        assertEquals(OptionalLong.of(2), facts.number(Fact.GIT_OPERATION_STEP));
        assertEquals(OptionalLong.of(3), facts.number(Fact.GIT_OPERATION_STEPS));
        assertEquals(Optional.of("topic"), facts.text(Fact.GIT_REBASING));
        assertTrue(facts.flag(Fact.GIT_DETACHED));
        git.run("rebase", "--skip");
        assertTrue(operation().isEmpty());
    }

    @Test
    void an_interactive_rebase_that_stops_to_edit() {
        git.run("checkout", "-q", "topic");
        git.run("-c", "sequence.editor=sed -i 's/^pick/edit/'", "rebase", "-q", "-i", "main~1");

        Facts facts = sensed.sameAsGit(git.folder());

        assertEquals(OptionalLong.of(1), facts.number(Fact.GIT_OPERATION_STEP));
        assertEquals(OptionalLong.of(3), facts.number(Fact.GIT_OPERATION_STEPS));
        git.run("rebase", "--continue");
        assertEquals(OptionalLong.of(2), sensed.sameAsGit(git.folder()).number(Fact.GIT_OPERATION_STEP));
    }

    @Test
    void a_rebase_by_patches() {
        git.run("checkout", "-q", "topic");
        assertFalse(git.attempt("rebase", "--apply", "main").isGood());
        assertTrue(Files.isDirectory(git.dir().resolve("rebase-apply")));

        Facts facts = sensed.sameAsGit(git.folder());

        assertEquals(Optional.of("rebase"), facts.text(Fact.GIT_OPERATION));
        assertEquals(OptionalLong.of(2), facts.number(Fact.GIT_OPERATION_STEP));
        assertEquals(OptionalLong.of(3), facts.number(Fact.GIT_OPERATION_STEPS));
        assertEquals(Optional.of("topic"), facts.text(Fact.GIT_REBASING));
    }

    @Test
    void a_rebase_of_a_detached_head_has_no_branch() {
        git.run("checkout", "-q", "--detach", "topic");
        assertFalse(git.attempt("rebase", "main").isGood());

        Facts facts = sensed.sameAsGit(git.folder());

        assertEquals(Optional.of("rebase"), facts.text(Fact.GIT_OPERATION));
        assertTrue(facts.text(Fact.GIT_REBASING).isEmpty());
    }

    @Test
    void patches_from_mails() {
        git.run("format-patch", "-q", "-o", temp.resolve("mails").toString(), "main~1..topic");
        git.write("../all.mbox", "");
        assertFalse(git.attempt(
                        "am",
                        "-q",
                        temp.resolve("mails/0001-change-b.patch").toString(),
                        temp.resolve("mails/0002-change-a.patch").toString(),
                        temp.resolve("mails/0003-change-c.patch").toString())
                .isGood());

        Facts facts = sensed.sameAsGit(git.folder());

        assertEquals(Optional.of("am"), facts.text(Fact.GIT_OPERATION));
        assertEquals(OptionalLong.of(2), facts.number(Fact.GIT_OPERATION_STEP));
        assertEquals(OptionalLong.of(3), facts.number(Fact.GIT_OPERATION_STEPS));
        assertEquals(Optional.of("main"), facts.text(Fact.GIT_BRANCH));
    }

    @Test
    void a_cherry_pick_and_the_pause_between_two() {
        assertFalse(git.attempt("cherry-pick", "topic~1", "topic").isGood());
        assertEquals(Optional.of("cherry-pick"), operation());

        git.write("a", "solved");
        git.run("commit", "-q", "-a", "-m", "solved");
        assertFalse(Files.exists(git.dir().resolve("CHERRY_PICK_HEAD")));
        assertEquals(Optional.of("cherry-pick"), operation());

        git.run("cherry-pick", "--continue");
        assertTrue(operation().isEmpty());
    }

    @Test
    void a_revert_and_the_pause_between_two() {
        git.commit("a", "main once more");
        git.commit("d", "1");
        assertFalse(git.attempt("revert", "--no-edit", "main~2", "main").isGood());
        assertEquals(Optional.of("revert"), operation());

        git.write("a", "solved");
        git.run("commit", "-q", "-a", "-m", "solved");
        assertEquals(Optional.of("revert"), operation());

        git.run("revert", "--continue");
        assertTrue(operation().isEmpty());
    }

    @Test
    void a_bisection() {
        git.run("bisect", "start", "topic", "topic~3");
        assertEquals(Optional.of("bisect"), operation());

        git.run("bisect", "reset");
        assertTrue(operation().isEmpty());
    }

    @Test
    void operations_belong_to_their_work_tree() {
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", linked.toString(), "topic");
        assertFalse(new Git(linked).attempt("rebase", "main").isGood());

        assertEquals(Optional.of("rebase"), sensed.sameAsGit(linked).text(Fact.GIT_OPERATION));
        assertTrue(operation().isEmpty());
        new Git(linked).run("rebase", "--abort");
        new Git(linked).run("bisect", "start", "topic", "topic~3");
        assertEquals(Optional.of("bisect"), sensed.sameAsGit(linked).text(Fact.GIT_OPERATION));
        assertTrue(operation().isEmpty());
    }

    @Test
    void step_files_with_nonsense_give_no_steps() {
        git.write(".git/rebase-merge/msgnum", "many\n");
        git.write(".git/rebase-merge/end", "12345678901234567890\n");
        git.write(".git/rebase-merge/head-name", "refs/heads/a\u001b[1m\n");

        Facts facts = sensed.facts(git.folder());

        assertEquals(Optional.of("rebase"), facts.text(Fact.GIT_OPERATION));
        assertTrue(facts.number(Fact.GIT_OPERATION_STEP).isEmpty());
        assertTrue(facts.number(Fact.GIT_OPERATION_STEPS).isEmpty());
        assertTrue(facts.text(Fact.GIT_REBASING).isEmpty());
    }

    private Optional<String> operation() {
        return sensed.sameAsGit(git.folder()).text(Fact.GIT_OPERATION);
    }
}
