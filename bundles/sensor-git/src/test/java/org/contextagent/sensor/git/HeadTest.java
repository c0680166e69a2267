package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked out, as git says it. */
class HeadTest {

    @TempDir
    Path temp;

    private final GitSensor sensor = new GitSensor();
    private final Sensed sensed = new Sensed(sensor);
    private Git git;

    @BeforeEach
    void begin() {
        git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
    }

    @AfterEach
    void end() {
        sensor.deactivate();
    }

    @Test
    @DisplayName("X8 branches with quotes, slashes, dots, emoji and any other Unicode are told as they are")
    void branches_of_many_names() {
        for (String name : List.of(
                "feature/x-1",
                "it's\"quoted\"",
                "größe",
                "分支",
                "🌿/leaf",
                "a.b",
                "@x",
                "-",
                "a%b",
                "$(id)",
                "`id`",
                "refs/heads/x")) {
            git.run("update-ref", "refs/heads/" + name, "HEAD");
            git.run("symbolic-ref", "HEAD", "refs/heads/" + name);

            assertEquals(Optional.of(name), sensed.sameAsGit(git.folder()).text(Fact.GIT_BRANCH));

            git.run("pack-refs", "--all");
            sensed.sameAsGit(git.folder());
        }
    }

    @Test
    void a_branch_whose_name_is_no_text_is_found_by_its_bytes() throws Exception {
        String commit = git.run("rev-parse", "HEAD");
        byte[] head = "ref: refs/heads/caf\u00e9/\u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(git.dir().resolve("HEAD"), head);
        assertTrue(sensed.facts(git.folder()).flag(Fact.GIT_UNBORN));
        git.run("commit", "-q", "--allow-empty", "-m", "on a strange branch");

        Facts facts = sensed.facts(git.folder());

        assertEquals(git.run("rev-parse", "HEAD"), facts.text(Fact.GIT_COMMIT).orElseThrow());
        assertFalse(commit.equals(facts.text(Fact.GIT_COMMIT).orElseThrow()));
        assertEquals(Optional.of("caf\uFFFD/\uFFFD"), facts.text(Fact.GIT_BRANCH));
        git.run("pack-refs", "--all");
        assertEquals(facts, sensed.facts(git.folder()));
    }

    @Test
    void a_detached_head() {
        String first = git.run("rev-parse", "HEAD");
        git.commit("b", "2");
        git.run("checkout", "-q", "--detach", first);

        Facts facts = sensed.sameAsGit(git.folder());

        assertTrue(facts.flag(Fact.GIT_DETACHED));
        assertEquals(Optional.of(first), facts.text(Fact.GIT_COMMIT));
        assertTrue(facts.text(Fact.GIT_BRANCH).isEmpty());
    }

    @Test
    void refs_that_are_only_packed() {
        git.run("branch", "other");
        git.run("pack-refs", "--all", "--prune");
        assertFalse(Files.exists(git.dir().resolve("refs/heads/main")));

        assertTrue(sensed.sameAsGit(git.folder()).text(Fact.GIT_COMMIT).isPresent());
    }

    @Test
    void a_loose_ref_wins_over_the_packed_one() {
        git.run("pack-refs", "--all");
        String second = git.commit("b", "2");

        assertEquals(Optional.of(second), sensed.sameAsGit(git.folder()).text(Fact.GIT_COMMIT));
    }

    @Test
    void a_branch_that_is_to_be_born() {
        git.run("checkout", "-q", "--orphan", "fresh/start");

        Facts facts = sensed.sameAsGit(git.folder());

        assertTrue(facts.flag(Fact.GIT_UNBORN));
        assertEquals(Optional.of("fresh/start"), facts.text(Fact.GIT_BRANCH));
    }

    @Test
    void a_branch_that_is_another_name_of_a_branch() {
        git.run("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        git.run("symbolic-ref", "HEAD", "refs/heads/alias");
        assertEquals(Optional.of("main"), sensed.sameAsGit(git.folder()).text(Fact.GIT_BRANCH));

        for (int i = 1; i <= 6; i++) {
            git.run("symbolic-ref", "refs/heads/s" + i, i == 1 ? "refs/heads/main" : "refs/heads/s" + (i - 1));
            git.write(".git/HEAD", "ref: refs/heads/s" + i + "\n");
            Facts facts = sensed.facts(git.folder());
            assertEquals(
                    git.attempt("rev-parse", "--verify", "-q", "HEAD").isGood(),
                    facts.text(Fact.GIT_COMMIT).isPresent());
        }
    }

    @Test
    void heads_written_by_hand_that_git_understands() throws Exception {
        for (String head : List.of(
                "ref:refs/heads/main",
                "ref: \t refs/heads/main  \r\n\n",
                git.run("rev-parse", "HEAD") + "\textra",
                git.run("rev-parse", "HEAD").toUpperCase(),
                git.run("rev-parse", "HEAD"))) {
            git.write(".git/HEAD", head);
            sensed.sameAsGit(git.folder());
        }
        Files.delete(git.dir().resolve("HEAD"));
        Files.createSymbolicLink(git.dir().resolve("HEAD"), Path.of("refs/heads/main"));
        assertEquals(Optional.of("main"), sensed.sameAsGit(git.folder()).text(Fact.GIT_BRANCH));
    }

    @Test
    @DisplayName("X8 a HEAD with escape sequences, spaces or several lines gives no branch, as in git")
    void heads_with_names_that_git_refuses_give_no_branch() {
        for (String head : List.of(
                "ref: refs/heads/ev\u001b[31mil\n",
                "ref: refs/heads/a b\n",
                "ref: refs/heads/a\nb\n",
                "ref: refs/heads/a\tb\n",
                "ref: refs/heads/../../../etc/passwd\n",
                "ref: refs/heads/x.lock\n",
                "ref: refs/heads/a..b\n",
                "ref: refs/heads/a\\b\n",
                "ref: refs/heads/~x\n",
                "ref: refs/heads/@{x\n",
                "ref: refs/heads/.hidden\n",
                "ref: refs/heads/trailing.\n",
                "ref: refs/heads//double\n",
                "ref: refs/heads/" + "x".repeat(100_000) + "\n",
                "ref: refs/other/main\n")) {
            git.write(".git/HEAD", head);

            Facts facts = sensed.facts(git.folder());

            assertTrue(facts.flag(Fact.GIT_IS_REPO), head);
            assertTrue(facts.text(Fact.GIT_BRANCH).isEmpty(), head);
            assertFalse(facts.flag(Fact.GIT_DETACHED), head);
            assertEquals(
                    "",
                    git.attempt("branch", "--show-current").output().replaceAll("(?s)^(fatal|error|warning):.*", ""));
        }
    }

    @Test
    void heads_that_make_no_sense_make_no_repository() throws Exception {
        for (String head :
                List.of("", "garbage\n", "ref: nonsense\n", "ref: HEAD\n", "0123456789abcdef\n", "\u0000\u0001")) {
            git.write(".git/HEAD", head);
            assertFalse(sensed.sameAsGit(git.folder()).flag(Fact.GIT_IS_REPO), head);
        }
        Files.delete(git.dir().resolve("HEAD"));
        assertFalse(sensed.sameAsGit(git.folder()).flag(Fact.GIT_IS_REPO));
        Files.createDirectory(git.dir().resolve("HEAD"));
        assertFalse(sensed.sameAsGit(git.folder()).flag(Fact.GIT_IS_REPO));
        Files.delete(git.dir().resolve("HEAD"));
        Files.createSymbolicLink(git.dir().resolve("HEAD"), Path.of("HEAD"));
        assertFalse(sensed.sameAsGit(git.folder()).flag(Fact.GIT_IS_REPO));
    }

    @Test
    void a_ref_that_is_empty_after_a_crash_has_a_branch_but_no_commit() {
        git.write(".git/refs/heads/main", "");

        Facts facts = sensed.facts(git.folder());

        assertEquals(Optional.of("main"), facts.text(Fact.GIT_BRANCH));
        assertTrue(facts.text(Fact.GIT_COMMIT).isEmpty());
        assertFalse(facts.flag(Fact.GIT_UNBORN));
    }

    @Test
    void refs_that_point_at_each_other_have_no_commit() {
        git.write(".git/refs/heads/one", "ref: refs/heads/two\n");
        git.write(".git/refs/heads/two", "ref: refs/heads/one\n");
        git.write(".git/HEAD", "ref: refs/heads/one\n");

        assertTrue(sensed.facts(git.folder()).text(Fact.GIT_COMMIT).isEmpty());
        assertFalse(sensed.facts(git.folder()).flag(Fact.GIT_UNBORN));
    }

    @Test
    void a_ref_that_is_a_symbolic_link() throws Exception {
        Files.createSymbolicLink(git.dir().resolve("refs/heads/link"), Path.of("refs/heads/main"));
        git.write(".git/HEAD", "ref: refs/heads/link\n");
        sensed.sameAsGit(git.folder());

        Files.delete(git.dir().resolve("refs/heads/link"));
        Files.createSymbolicLink(git.dir().resolve("refs/heads/link"), Path.of("main"));
        assertTrue(sensed.sameAsGit(git.folder()).text(Fact.GIT_COMMIT).isPresent());
    }
}
