package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever git finds a repository the sensor finds it, and says the same of it. */
class LayoutsTest {

    @TempDir
    Path temp;

    private final GitSensor sensor = new GitSensor();
    private final Sensed sensed = new Sensed(sensor);

    @AfterEach
    void end() {
        sensor.deactivate();
    }

    @Test
    @DisplayName("S1 a folder in a repository has is_repo and branch")
    void a_plain_repository() {
        Git git = Git.init(temp.resolve("repo"));
        String commit = git.commit("a", "1");

        Facts facts = sensed.sameAsGit(git.folder());

        assertTrue(facts.flag(Fact.GIT_IS_REPO));
        assertEquals(Optional.of("main"), facts.text(Fact.GIT_BRANCH));
        assertEquals(Optional.of(commit), facts.text(Fact.GIT_COMMIT));
        assertEquals(Optional.of(git.folder().toString()), facts.text(Fact.GIT_ROOT));
    }

    @Test
    @DisplayName("X9 a folder outside of every repository is no repository, and nothing more is said")
    void a_folder_without_a_repository() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("plain"));

        assertEquals(Map.of(Fact.GIT_IS_REPO, false), sensed.sameAsGit(folder).asMap());
    }

    @Test
    @DisplayName("X6 a folder that does not exist is no repository")
    void a_folder_that_does_not_exist() {
        Git git = Git.init(temp.resolve("repo"));

        assertEquals(
                Map.of(Fact.GIT_IS_REPO, false),
                sensed.facts(git.folder().resolve("gone")).asMap());
    }

    @Test
    @DisplayName("X9 git is looked for in the directories above")
    void a_folder_below_the_root() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Path deep = Files.createDirectories(git.folder().resolve("a b/ç/d"));

        assertEquals(
                Optional.of(git.folder().toString()), sensed.sameAsGit(deep).text(Fact.GIT_ROOT));
    }

    @Test
    @DisplayName("X9 the nearest repository counts")
    void a_repository_in_a_repository() {
        Git outer = Git.init(temp.resolve("outer"));
        outer.commit("a", "1");
        Git inner = Git.init(outer.folder().resolve("inner"), "-b", "other");

        assertEquals(Optional.of("other"), sensed.sameAsGit(inner.folder()).text(Fact.GIT_BRANCH));
        assertEquals(Optional.of("main"), sensed.sameAsGit(outer.folder()).text(Fact.GIT_BRANCH));
    }

    @Test
    void a_repository_without_a_commit() {
        Git git = Git.init(temp.resolve("repo"));

        Facts facts = sensed.sameAsGit(git.folder());

        assertTrue(facts.flag(Fact.GIT_UNBORN));
        assertEquals(Optional.of("main"), facts.text(Fact.GIT_BRANCH));
    }

    @Test
    void a_folder_inside_the_git_directory() {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");

        for (String inside : new String[] {".git", ".git/refs/heads", ".git/objects", ".git/hooks"}) {
            Facts facts = sensed.sameAsGit(git.folder().resolve(inside));
            assertTrue(facts.text(Fact.GIT_ROOT).isEmpty());
            assertFalse(facts.flag(Fact.GIT_BARE));
        }
    }

    @Test
    void a_bare_repository() {
        Git git = Git.init(temp.resolve("repo.git"), "--bare");
        Git work = Git.init(temp.resolve("work"));
        work.commit("a", "1");
        work.run("push", "-q", git.folder().toString(), "main");

        Facts facts = sensed.sameAsGit(git.folder());

        assertTrue(facts.flag(Fact.GIT_BARE));
        assertEquals(Optional.of("main"), facts.text(Fact.GIT_BRANCH));
        sensed.sameAsGit(git.folder().resolve("refs/heads"));
    }

    @Test
    void a_bare_repository_whose_configuration_says_nothing() throws Exception {
        Git git = Git.init(temp.resolve("repo.git"), "--bare");
        Files.delete(git.folder().resolve("config"));

        assertTrue(sensed.sameAsGit(git.folder()).flag(Fact.GIT_BARE));
    }

    @Test
    void a_git_folder_that_is_configured_to_be_bare() {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        git.run("config", "core.bare", "true");

        Facts facts = sensed.sameAsGit(git.folder());

        assertTrue(facts.flag(Fact.GIT_BARE));
        assertTrue(facts.text(Fact.GIT_ROOT).isEmpty());
    }

    @Test
    void a_setting_counts_only_with_the_version_of_the_format() {
        Git git = Git.init(temp.resolve("repo"));
        git.write(".git/config", "[core]\n\tbare = true\n");

        assertFalse(sensed.sameAsGit(git.folder()).flag(Fact.GIT_BARE));
    }

    @Test
    void a_linked_work_tree() {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", "-b", "feature/x", linked.toString());
        new Git(linked).commit("b", "2");

        Facts facts = sensed.sameAsGit(linked);

        assertTrue(facts.flag(Fact.GIT_WORKTREE));
        assertEquals(Optional.of("feature/x"), facts.text(Fact.GIT_BRANCH));
        assertFalse(sensed.sameAsGit(git.folder()).flag(Fact.GIT_WORKTREE));
        sensed.sameAsGit(git.dir().resolve("worktrees/linked"));
        git.run("pack-refs", "--all");
        sensed.sameAsGit(linked);
    }

    @Test
    void work_trees_of_a_bare_repository() throws Exception {
        Path project = Files.createDirectories(temp.resolve("project"));
        Git source = Git.init(temp.resolve("source"));
        source.commit("a", "1");
        Git bare = new Git(project);
        bare.run("clone", "-q", "--bare", source.folder().toString(), ".bare");
        Files.writeString(project.resolve(".git"), "gitdir: ./.bare\n");
        bare.run("worktree", "add", "-q", "-b", "topic", "topic");

        assertTrue(sensed.sameAsGit(project).flag(Fact.GIT_BARE));
        Facts facts = sensed.sameAsGit(project.resolve("topic"));
        assertFalse(facts.flag(Fact.GIT_BARE));
        assertEquals(Optional.of("topic"), facts.text(Fact.GIT_BRANCH));

        sensed.sameAsGit(project.resolve(".bare/worktrees/topic"));

        bare.run("config", "extensions.worktreeConfig", "true");
        bare.run("config", "--worktree", "core.bare", "true");
        sensed.sameAsGit(project);
    }

    @Test
    void settings_of_a_single_work_tree() {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", linked.toString());
        git.run("config", "extensions.worktreeConfig", "true");
        sensed.sameAsGit(linked);
        new Git(linked).run("config", "--worktree", "core.bare", "true");

        sensed.sameAsGit(git.folder());
        sensed.sameAsGit(linked);
    }

    @Test
    void a_submodule_and_a_submodule_of_it() {
        Git library = Git.init(temp.resolve("library"));
        library.commit("a", "1");
        Git middle = Git.init(temp.resolve("middle"));
        middle.commit("a", "1");
        middle.run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "deps/library");
        middle.run("commit", "-q", "-m", "add the library");
        Git outer = Git.init(temp.resolve("outer"));
        outer.commit("a", "1");
        outer.run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../middle", "middle");
        outer.run("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive");

        Path submodule = outer.folder().resolve("middle");
        assertFalse(sensed.sameAsGit(outer.folder()).flag(Fact.GIT_SUBMODULE));
        assertTrue(sensed.sameAsGit(submodule).flag(Fact.GIT_SUBMODULE));
        assertTrue(sensed.sameAsGit(submodule.resolve("deps/library")).flag(Fact.GIT_SUBMODULE));
        Path linked = temp.resolve("linked");
        new Git(submodule).run("worktree", "add", "-q", "-b", "linked", linked.toString());
        assertTrue(sensed.facts(linked).flag(Fact.GIT_WORKTREE));
        assertTrue(sensed.facts(linked).flag(Fact.GIT_SUBMODULE));
    }

    @Test
    void an_old_submodule_that_keeps_its_own_git_folder() {
        Git outer = Git.init(temp.resolve("outer"));
        outer.commit("a", "1");
        Git inner = Git.init(outer.folder().resolve("deps/inner"));
        inner.commit("a", "1");
        assertFalse(sensed.sameAsGit(inner.folder()).flag(Fact.GIT_SUBMODULE));

        outer.run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./deps/inner", "deps/inner");

        assertTrue(sensed.sameAsGit(inner.folder()).flag(Fact.GIT_SUBMODULE));
    }

    @Test
    void a_git_file_that_points_elsewhere() {
        Git git = Git.init(
                temp.resolve("repo"),
                "--separate-git-dir",
                temp.resolve("elsewhere").toString());
        git.commit("a", "1");

        Facts facts = sensed.sameAsGit(git.folder());

        assertFalse(facts.flag(Fact.GIT_SUBMODULE));
        assertEquals(Optional.of(git.folder().toString()), facts.text(Fact.GIT_ROOT));
    }

    @Test
    @DisplayName("X9 a .git file that points nowhere is no repository, whatever is above")
    void a_git_file_that_points_nowhere() throws Exception {
        Git outer = Git.init(temp.resolve("outer"));
        outer.commit("a", "1");
        Path inner = Files.createDirectories(outer.folder().resolve("inner"));
        for (String content :
                new String[] {"gitdir: ../nowhere\n", "gitdir: ", "", "nonsense", "gitdir: a\0b", "gitdir: .."}) {
            Files.writeString(inner.resolve(".git"), content);

            assertFalse(sensed.sameAsGit(inner).flag(Fact.GIT_IS_REPO));
        }
    }

    @Test
    void a_git_folder_that_is_none_is_passed_over() throws Exception {
        Git outer = Git.init(temp.resolve("outer"));
        outer.commit("a", "1");
        Path inner =
                Files.createDirectories(outer.folder().resolve("inner/.git")).getParent();

        assertEquals(
                Optional.of(outer.folder().toString()), sensed.sameAsGit(inner).text(Fact.GIT_ROOT));
    }

    @Test
    void a_symbolic_link_to_a_git_folder() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Path other = Files.createDirectories(temp.resolve("other"));
        Files.createSymbolicLink(other.resolve(".git"), git.dir());

        assertEquals(Optional.of(other.toString()), sensed.sameAsGit(other).text(Fact.GIT_ROOT));
    }

    @Test
    @DisplayName("X9 the directories above a symbolic link are those of the folder that it leads to")
    void a_workspace_behind_a_symbolic_link() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Path deep = Files.createDirectories(git.folder().resolve("src/main"));
        Git other = Git.init(temp.resolve("other"), "-b", "other");
        Path link = Files.createSymbolicLink(other.folder().resolve("link"), deep);

        assertEquals(Optional.of("main"), sensed.sameAsGit(link).text(Fact.GIT_BRANCH));
    }

    @Test
    void a_work_tree_that_is_configured() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Path work = Files.createDirectories(temp.resolve("work"));
        git.run("config", "core.worktree", "../../work");
        assertEquals(Optional.of(work.toString()), sensed.sameAsGit(git.dir()).text(Fact.GIT_ROOT));

        git.run("config", "core.worktree", work.toString());
        assertEquals(
                Optional.of(work.toString()), sensed.sameAsGit(git.folder()).text(Fact.GIT_ROOT));
    }

    @Test
    void ids_of_sha_256() {
        Git git = Git.init(temp.resolve("repo"), "--object-format=sha256");
        String commit = git.commit("a", "1");
        assertEquals(64, commit.length());
        git.run("tag", "-a", "-m", "one", "v1");
        git.run("tag", "light");
        assertEquals(Optional.of(commit), sensed.sameAsGit(git.folder()).text(Fact.GIT_COMMIT));

        git.run("checkout", "-q", "--detach");
        assertEquals(Optional.of("v1"), sensed.sameAsGit(git.folder()).text(Fact.GIT_TAG));
        git.run("gc", "-q");
        sensed.sameAsGit(git.folder());
        git.commit("b", "2");
        git.run("tag", "-a", "-m", "two", "v2");
        git.run("repack", "-q", "-a", "-d");
        assertEquals(Optional.of("v2"), sensed.sameAsGit(git.folder()).text(Fact.GIT_TAG));
    }

    @Test
    void a_repository_that_belongs_to_somebody_else_is_read_since_nothing_of_it_is_run() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        Facts before = sensed.facts(git.folder());
        try (var all = Files.walk(git.dir())) {
            for (Path path : (Iterable<Path>) all::iterator) {
                try {
                    Files.setAttribute(path, "unix:uid", 12345);
                } catch (java.nio.file.FileSystemException e) {
                    org.junit.jupiter.api.Assumptions.abort("only root can give files away");
                }
            }
        }

        assertEquals(before, sensed.facts(git.folder()));
    }
}
