package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Reftables;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories whose refs are in tables, as git makes them from version 2.45 on; written here by JGit from what git wrote. */
class ReftableTest {

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
    void a_branch() throws IOException {
        git.run("checkout", "-q", "-b", "größe/x");

        Facts facts = convertedSameAsBefore();

        assertEquals(Optional.of("größe/x"), facts.text(Fact.GIT_BRANCH));
    }

    @Test
    void an_unborn_branch() throws IOException {
        git.run("checkout", "-q", "--orphan", "fresh");

        assertTrue(convertedSameAsBefore().flag(Fact.GIT_UNBORN));
    }

    @Test
    void a_detached_head_with_tags() throws IOException {
        git.run("tag", "a-light");
        git.run("tag", "-a", "-m", "x", "v1");
        git.run("tag", "-a", "-m", "x", "v1-again", "v1");
        git.run("checkout", "-q", "--detach");

        assertEquals(Optional.of("v1"), convertedSameAsBefore().text(Fact.GIT_TAG));
    }

    @Test
    void a_cherry_pick() throws IOException {
        git.run("update-ref", "CHERRY_PICK_HEAD", "HEAD");

        Facts facts = convertedSameAsBefore();

        assertEquals(Optional.of("cherry-pick"), facts.text(Fact.GIT_OPERATION));
        assertFalse(Files.exists(git.dir().resolve("CHERRY_PICK_HEAD")));
    }

    @Test
    void a_later_table_wins_over_an_earlier_one() throws IOException {
        String commit = git.run("rev-parse", "HEAD");
        Reftables tables = Reftables.convert(git);
        tables.add("HEAD", "ref: refs/heads/next");
        tables.add("refs/heads/next", commit);

        Facts facts = sensed.facts(git.folder());
        assertEquals(Optional.of("next"), facts.text(Fact.GIT_BRANCH));
        assertEquals(Optional.of(commit), facts.text(Fact.GIT_COMMIT));

        tables.add("refs/heads/next", "");
        assertTrue(sensed.facts(git.folder()).flag(Fact.GIT_UNBORN));
    }

    @Test
    void many_refs() throws IOException {
        StringBuilder all = new StringBuilder();
        String commit = git.run("rev-parse", "HEAD");
        for (int i = 0; i < 20_000; i++) {
            all.append("create refs/heads/branch-")
                    .append(i)
                    .append(' ')
                    .append(commit)
                    .append('\n');
        }
        Reftables.convert(git, all.toString());

        assertEquals(Optional.of(commit), sensed.facts(git.folder()).text(Fact.GIT_COMMIT));
    }

    @Test
    void a_linked_work_tree_has_tables_of_its_own() throws IOException {
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", "-b", "topic", linked.toString());
        Facts before = sensed.sameAsGit(linked);
        Reftables.convert(git);
        Reftables.convertWorkTree(git.dir().resolve("worktrees/linked"));

        assertEquals(before, sensed.facts(linked));
    }

    @Test
    void damaged_tables_are_an_error_that_says_where() throws IOException {
        Reftables.convert(git);
        Path list = git.dir().resolve("reftable/tables.list");
        Path table = list.resolveSibling(Files.readAllLines(list).get(0));
        byte[] bytes = Files.readAllBytes(table);
        bytes[bytes.length - 1] ^= 1;
        Files.write(table, bytes);
        assertTrue(problem().contains(git.dir().toString()), problem());

        Files.delete(table);
        assertTrue(problem().contains(table.toString()), problem());

        Files.writeString(list, "../../../etc/passwd\n");
        assertTrue(problem().contains("tables.list"), problem());
    }

    @Test
    void a_stack_without_tables_has_no_head() throws IOException {
        Reftables.convert(git);
        Files.delete(git.dir().resolve("reftable/tables.list"));

        Facts facts = sensed.facts(git.folder());

        assertTrue(facts.flag(Fact.GIT_IS_REPO));
        assertTrue(facts.text(Fact.GIT_BRANCH).isEmpty());
    }

    @Test
    void tables_with_ids_of_sha_256_are_an_error_that_says_so() {
        Git other = Git.init(temp.resolve("other"), "--object-format=sha256");
        other.run("config", "extensions.refStorage", "reftable");

        String problem = assertThrows(SensorException.class, () -> sensor.sense(Target.of(other.folder())))
                .getMessage();

        assertTrue(problem.contains("SHA-256"), problem);
    }

    @Test
    void a_storage_of_refs_or_a_version_that_nobody_knows_is_an_error_that_says_so() {
        git.run("config", "extensions.refStorage", "papyrus");
        assertTrue(problem().contains("papyrus"), problem());

        git.run("config", "core.repositoryFormatVersion", "7");
        assertTrue(problem().contains("version 7"), problem());
    }

    private String problem() {
        return assertThrows(SensorException.class, () -> sensor.sense(Target.of(git.folder())))
                .getMessage();
    }

    private Facts convertedSameAsBefore() throws IOException {
        Facts before = sensed.sameAsGit(git.folder());
        Reftables.convert(git);
        Facts after = sensed.facts(git.folder());
        assertEquals(before, after);
        return after;
    }
}
