package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Observer;
import org.contextagent.sensor.git.testing.Reftables;
import org.contextagent.sensor.git.testing.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever changes the facts makes the sensor tell, without anybody asking. */
class WatchTest {

    @TempDir
    Path temp;

    private final GitSensor sensor = new GitSensor();
    private final List<Observer> observers = new ArrayList<>();
    private Git git;

    @BeforeEach
    void begin() {
        git = Git.init(temp.resolve("repo"));
        git.commit("a", "0");
    }

    @AfterEach
    void end() {
        observers.forEach(Observer::close);
        sensor.deactivate();
    }

    @Test
    @DisplayName("A1 a checkout, a new branch and a commit are told of at once")
    void checkouts_and_commits() throws Exception {
        Observer observer = observe(git.folder());

        git.run("checkout", "-q", "-b", "feature/deep/x");
        observer.await(Fact.GIT_BRANCH, "feature/deep/x");
        observer.await(Fact.GIT_COMMIT, git.commit("b", "1"));
        observer.await(Fact.GIT_COMMIT, git.commit("b", "2"));
        git.run("checkout", "-q", "main");
        observer.await(Fact.GIT_BRANCH, "main");
        git.run("checkout", "-q", "--detach");
        observer.await(Fact.GIT_DETACHED, true);
        git.run("checkout", "-q", "--orphan", "fresh");
        observer.await(Fact.GIT_UNBORN, true);
        observer.await(Fact.GIT_COMMIT, git.commit("c", "1"));
        git.run("branch", "-m", "renamed/branch");
        observer.await(Fact.GIT_BRANCH, "renamed/branch");
        git.run("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        git.run("symbolic-ref", "HEAD", "refs/heads/alias");
        observer.await(Fact.GIT_BRANCH, "main");
        git.run("symbolic-ref", "refs/heads/alias", "refs/heads/renamed/branch");
        observer.await(Fact.GIT_BRANCH, "renamed/branch");
    }

    @Test
    void refs_that_get_packed_and_loose_again() throws Exception {
        git.run("checkout", "-q", "-b", "feature/x");
        Observer observer = observe(git.folder());
        git.run("pack-refs", "--all", "--prune");
        for (int i = 0; i < 3; i++) {
            observer.await(Fact.GIT_COMMIT, git.commit("b", "next " + i));
            git.run("pack-refs", "--all", "--prune");
            git.run("gc", "-q");
        }
        git.run("update-ref", "refs/heads/feature/x", "main");
        observer.await(Fact.GIT_COMMIT, git.run("rev-parse", "main"));
    }

    @Test
    void a_head_that_is_written_in_place() throws Exception {
        git.run("branch", "other");
        Observer observer = observe(git.folder());

        Files.writeString(git.dir().resolve("HEAD"), "ref: refs/heads/other\n");

        observer.await(Fact.GIT_BRANCH, "other");
    }

    @Test
    void a_merge_and_its_end() throws Exception {
        conflict();
        Observer observer = observe(git.folder());

        git.attempt("merge", "topic");
        observer.await(Fact.GIT_OPERATION, "merge");
        git.run("merge", "--abort");
        observer.awaitGone(Fact.GIT_OPERATION);
        git.attempt("cherry-pick", "topic");
        observer.await(Fact.GIT_OPERATION, "cherry-pick");
        git.run("cherry-pick", "--abort");
        observer.awaitGone(Fact.GIT_OPERATION);
        git.run("bisect", "start");
        observer.await(Fact.GIT_OPERATION, "bisect");
        git.run("bisect", "reset");
        observer.awaitGone(Fact.GIT_OPERATION);
    }

    @Test
    void the_steps_of_a_rebase() throws Exception {
        for (int i = 1; i <= 3; i++) {
            git.commit("b", "step " + i);
        }
        Observer observer = observe(git.folder());

        git.run("-c", "sequence.editor=sed -i 's/^pick/edit/'", "rebase", "-q", "-i", "main~3");
        observer.await(Fact.GIT_OPERATION_STEP, 1L);
        for (long step = 2; step <= 3; step++) {
            git.run("rebase", "--continue");
            Facts facts = observer.await(Fact.GIT_OPERATION_STEP, step);
            assertEquals(3L, facts.number(Fact.GIT_OPERATION_STEPS).orElseThrow());
        }
        git.run("rebase", "--continue");
        observer.awaitGone(Fact.GIT_OPERATION);
        observer.await(Fact.GIT_BRANCH, "main");
    }

    @Test
    void tags_of_a_detached_head() throws Exception {
        git.run("checkout", "-q", "--detach");
        Observer observer = observe(git.folder());

        git.run("tag", "light");
        observer.await(Fact.GIT_TAG, "light");
        git.run("tag", "-a", "-m", "x", "release/one/v1");
        observer.await(Fact.GIT_TAG, "release/one/v1");
        git.run("pack-refs", "--all");
        git.run("tag", "-d", "release/one/v1");
        observer.await(Fact.GIT_TAG, "light");
        git.run("tag", "-d", "light");
        observer.awaitGone(Fact.GIT_TAG);
    }

    @Test
    @DisplayName("A1 a repository that is made later, removed, or replaced by another is told of")
    void repositories_that_come_and_go() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("later/on"));
        Observer observer = observe(folder);
        assertFalse(observer.seen().flag(Fact.GIT_IS_REPO));

        Git later = Git.init(folder);
        observer.await(Fact.GIT_UNBORN, true);
        observer.await(Fact.GIT_COMMIT, later.commit("a", "1"));
        Trees.delete(later.dir());
        observer.await(Fact.GIT_IS_REPO, false);
        Git.init(folder, "-b", "again");
        observer.await(Fact.GIT_BRANCH, "again");

        Git.init(temp.resolve("spare"), "-b", "spare");
        Files.move(later.dir(), temp.resolve("put-away"));
        observer.await(Fact.GIT_IS_REPO, false);
        Files.move(temp.resolve("spare/.git"), later.dir());
        observer.await(Fact.GIT_BRANCH, "spare");
        observer.await(Fact.GIT_COMMIT, later.commit("a", "2"));

        Trees.delete(later.dir());
        observer.await(Fact.GIT_IS_REPO, false);
        Git.init(folder.getParent(), "-b", "above");
        observer.await(Fact.GIT_BRANCH, "above");
        Files.writeString(folder.resolve(".git"), "gitdir: " + git.dir() + "\n");
        observer.await(Fact.GIT_BRANCH, "main");
    }

    @Test
    void a_bare_repository_that_is_made_later() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("later.git"));
        Observer observer = observe(folder);

        Git.init(folder, "--bare");

        observer.await(Fact.GIT_BARE, true);
    }

    @Test
    @DisplayName("X6 a folder that does not exist yet is told of when it is there with a repository")
    void a_folder_that_comes_and_goes() throws Exception {
        Path folder = temp.resolve("a/b/c");
        Observer observer = observe(folder);

        Git.init(temp.resolve("a/b"));
        Files.createDirectories(folder);
        observer.await(Fact.GIT_BRANCH, "main");
        Files.move(temp.resolve("a/b"), temp.resolve("elsewhere"));
        observer.await(Fact.GIT_IS_REPO, false);
        Files.move(temp.resolve("elsewhere"), temp.resolve("a/b"));
        observer.await(Fact.GIT_BRANCH, "main");
        new Git(temp.resolve("a/b")).run("checkout", "-q", "-b", "other");
        observer.await(Fact.GIT_BRANCH, "other");
    }

    @Test
    void a_workspace_behind_a_symbolic_link() throws Exception {
        Path real = Files.createDirectories(temp.resolve("real/work"));
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("real"));
        Observer observer = observe(temp.resolve("link/work"));

        Git.init(temp.resolve("real"), "-b", "above");
        observer.await(Fact.GIT_BRANCH, "above");
        Files.move(real, temp.resolve("real/moved"));
        observer.await(Fact.GIT_IS_REPO, false);
        Git.init(real, "-b", "within");
        observer.await(Fact.GIT_BRANCH, "within");
    }

    @Test
    void a_linked_work_tree_and_its_repository() throws Exception {
        Path linked = temp.resolve("linked");
        git.run("worktree", "add", "-q", "-b", "topic", linked.toString());
        Observer observer = observe(linked);
        Observer main = observe(git.folder());

        new Git(linked).run("checkout", "-q", "-b", "other");
        observer.await(Fact.GIT_BRANCH, "other");
        observer.await(Fact.GIT_COMMIT, new Git(linked).commit("c", "1"));
        git.run("branch", "-m", "other", "another");
        observer.await(Fact.GIT_BRANCH, "another");
        git.run("worktree", "remove", "--force", linked.toString());
        observer.await(Fact.GIT_IS_REPO, false);
        assertEquals("main", main.seen().text(Fact.GIT_BRANCH).orElseThrow());
    }

    @Test
    void a_repository_whose_refs_are_in_tables() throws Exception {
        String commit = git.run("rev-parse", "HEAD");
        Reftables tables = Reftables.convert(git);
        Observer observer = observe(git.folder());

        tables.add("HEAD", "ref: refs/heads/next");
        observer.await(Fact.GIT_UNBORN, true);
        tables.add("refs/heads/next", commit);
        observer.await(Fact.GIT_COMMIT, commit);
    }

    @Test
    void settings_that_change() throws Exception {
        Observer observer = observe(git.folder());

        git.run("config", "core.bare", "true");
        observer.await(Fact.GIT_BARE, true);
        git.run("config", "core.bare", "false");
        observer.await(Fact.GIT_BARE, false);
    }

    @Test
    void what_is_written_beside_the_repository_wakes_nobody() throws Exception {
        Observer observer = observe(git.folder());
        for (int i = 0; i < 100; i++) {
            git.write("file-" + i, "x");
            git.write("src/file-" + i, "x");
            git.write(".git/index.lock", "x");
            Files.delete(git.dir().resolve("index.lock"));
            git.write(".git/HEAD.lock", "x");
            Files.delete(git.dir().resolve("HEAD.lock"));
        }
        git.run("add", ".");
        git.run("checkout", "-q", "-b", "other");
        observer.await(Fact.GIT_BRANCH, "other");

        assertTrue(observer.told() <= 10, () -> "told " + observer.told() + " times");
    }

    @Test
    @DisplayName("A5 several workspaces in one repository share what is watched, and each is told")
    void several_watches_of_one_repository() throws Exception {
        Observer first = observe(git.folder());
        Object folders = sensor.status().details().get("watched_folders");
        List<Observer> more = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            more.add(observe(git.folder()));
        }
        assertEquals(folders, sensor.status().details().get("watched_folders"));
        assertEquals(1, sensor.status().details().get("repositories"));
        more.add(observe(Files.createDirectories(git.folder().resolve("src"))));

        git.run("checkout", "-q", "-b", "other");
        for (Observer observer : more) {
            observer.await(Fact.GIT_BRANCH, "other");
        }

        more.forEach(Observer::close);
        more.forEach(Observer::close);
        git.run("checkout", "-q", "-b", "another");
        first.await(Fact.GIT_BRANCH, "another");
        assertEquals("other", more.get(0).seen().text(Fact.GIT_BRANCH).orElseThrow());
        first.close();
        assertEquals(0, sensor.status().details().get("watched_folders"));
        assertEquals(0, sensor.status().details().get("watches"));
    }

    @Test
    void more_events_than_can_be_held_are_not_the_end() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Sensor.Watch slow = sensor.watch(Target.of(git.folder()), () -> {
                    begun.countDown();
                    try {
                        go.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                Observer observer = observe(git.folder())) {
            git.run("checkout", "-q", "-b", "first");
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            for (int i = 0; i < 2_000; i++) {
                Files.writeString(git.dir().resolve("noise-" + i), "x");
            }
            git.run("checkout", "-q", "-b", "second");
            go.countDown();

            observer.await(Fact.GIT_BRANCH, "second");
        }
    }

    @Test
    void a_listener_that_fails_harms_nobody_else() throws Exception {
        try (Sensor.Watch bad = sensor.watch(Target.of(git.folder()), () -> {
            throw new IllegalStateException("on purpose");
        })) {
            Observer observer = observe(git.folder());
            git.run("checkout", "-q", "-b", "one");
            observer.await(Fact.GIT_BRANCH, "one");
            git.run("checkout", "-q", "-b", "two");
            observer.await(Fact.GIT_BRANCH, "two");
        }
    }

    private Observer observe(Path folder) {
        Observer observer = new Observer(sensor, folder);
        observers.add(observer);
        return observer;
    }

    private void conflict() {
        git.run("checkout", "-q", "-b", "topic");
        git.commit("a", "topic");
        git.run("checkout", "-q", "main");
        git.commit("a", "main");
    }
}
