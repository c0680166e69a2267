package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.testing.Fingerprint;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.RandomRepository;
import org.contextagent.sensor.git.testing.Sensed;
import org.contextagent.sensor.git.testing.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that want something run, written, or read for ever. */
class HostileRepositoriesTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private final GitSensor sensor = new GitSensor();
    private final Sensed sensed = new Sensed(sensor);
    private final Set<Long> processes = new HashSet<>();

    @BeforeEach
    void begin() {
        processes.addAll(processes());
    }

    @AfterEach
    void end() {
        sensor.deactivate();
    }

    @Test
    @DisplayName("X8 nothing that a repository names is run: fsmonitor, filters, hooks, aliases, pagers, includes, ssh")
    void nothing_that_a_repository_names_is_run() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        git.run("tag", "-a", "-m", "x", "v1");
        git.run("checkout", "-q", "--detach");
        Path trap = temp.resolve("trap.sh");
        Path sprung = temp.resolve("sprung");
        Files.writeString(trap, "#!/bin/sh\ntouch '" + sprung + "'\n");
        Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(temp.resolve("included"), "[core]\n\tbare = true\n\tfsmonitor = " + trap + "\n");
        Files.writeString(git.folder().resolve(".gitattributes"), "* filter=evil diff=evil merge=evil\n");
        git.write(".git/config", """
                [core]
                	repositoryformatversion = 0
                	bare = false
                	fsmonitor = TRAP
                	hooksPath = HOOKS
                	sshCommand = TRAP
                	pager = TRAP
                	editor = TRAP
                	askPass = TRAP
                	gitProxy = TRAP
                [include]
                	path = INCLUDED
                [includeIf "gitdir:/"]
                	path = INCLUDED
                [filter "evil"]
                	clean = TRAP
                	smudge = TRAP
                	process = TRAP
                	required = true
                [diff]
                	external = TRAP
                [alias]
                	status = !TRAP
                	branch = !TRAP
                [credential]
                	helper = !TRAP
                [gpg]
                	program = TRAP
                [uploadpack]
                	packObjectsHook = TRAP
                """.replace("TRAP", trap.toString())
                .replace("HOOKS", temp.toString())
                .replace("INCLUDED", temp.resolve("included").toString()));
        for (String hook :
                List.of("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman")) {
            Files.copy(trap, git.dir().resolve("hooks").resolve(hook));
        }
        String before = Fingerprint.of(git.folder());

        Facts facts = sensed.facts(git.folder());
        try (Sensor.Watch watch = sensor.watch(Target.of(git.folder()), () -> {})) {
            sensed.facts(git.folder());
        }

        assertEquals(Optional.of("v1"), facts.text(Fact.GIT_TAG));
        assertEquals(Optional.of(git.folder().toString()), facts.text(Fact.GIT_ROOT));
        assertTrue(Files.notExists(sprung));
        assertEquals(before, Fingerprint.of(git.folder()));
        assertNoProcess();
    }

    @Test
    void pipes_in_place_of_files_hang_nothing() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        git.run("tag", "-a", "-m", "x", "v1");
        git.run("checkout", "-q", "--detach");
        git.run("config", "extensions.worktreeConfig", "true");
        git.write(".git/rebase-merge/msgnum", "1");
        for (String name : List.of(
                "rebase-merge/msgnum",
                "rebase-merge/head-name",
                "config.worktree",
                "refs/tags/pipe",
                "packed-refs",
                "CHERRY_PICK_HEAD",
                "BISECT_LOG",
                "MERGE_HEAD",
                "objects/info/alternates",
                "objects/pack/pack-1.idx",
                "commondir",
                "config",
                "HEAD")) {
            Path file = git.dir().resolve(name);
            Files.deleteIfExists(file);
            pipe(file);
            assertTimeoutPreemptively(DEADLINE, () -> sensed.facts(git.folder()), name);
        }
        Path other = Files.createDirectories(temp.resolve("other"));
        pipe(other.resolve(".git"));
        assertEquals(false, sensed.facts(other).flag(Fact.GIT_IS_REPO));
        try (Sensor.Watch watch = sensor.watch(Target.of(git.folder()), () -> {})) {
            assertTimeoutPreemptively(DEADLINE, () -> sensed.facts(git.folder()));
        }
        assertNoProcess();
    }

    @Test
    void links_in_a_circle_and_to_devices_end() throws Exception {
        for (String name :
                List.of("HEAD", "config", "packed-refs", "refs/heads/main", "refs/tags", "objects", "commondir")) {
            for (String target :
                    List.of(name.substring(name.lastIndexOf('/') + 1), "/dev/zero", "/dev/random", "..", "/")) {
                Git git = Git.init(temp.resolve("repo-" + name.replace('/', '-') + target.replace('/', '-')));
                git.commit("a", "1");
                git.run("checkout", "-q", "--detach");
                Path file = git.dir().resolve(name);
                if (Files.isDirectory(file)) {
                    Files.move(file, temp.resolve("moved-" + git.folder().getFileName()));
                } else {
                    Files.deleteIfExists(file);
                }
                Files.createSymbolicLink(file, Path.of(target));

                assertTimeoutPreemptively(DEADLINE, () -> answer(git.folder()), name + " to " + target);
                Trees.delete(git.folder());
            }
        }
    }

    @Test
    void files_that_are_far_too_large_are_not_read_whole() throws Exception {
        Git git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        git.run("checkout", "-q", "--detach");
        for (String name :
                List.of("refs/tags/huge", "rebase-merge/end", "packed-refs", "config", "commondir", "HEAD")) {
            Path file = git.dir().resolve(name);
            Files.createDirectories(file.getParent());
            try (var huge = new java.io.RandomAccessFile(file.toFile(), "rw")) {
                // a hole: it takes no room
                huge.setLength(1L << 40);
            }
            assertTimeoutPreemptively(DEADLINE, () -> answer(git.folder()), name);
        }
    }

    @Test
    @DisplayName("X8 200 random repositories: no failure but the one that is declared, nothing run, nothing written")
    void random_repositories() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random repositories from -Dseed=" + seed);
        RandomRepository random = new RandomRepository(seed, temp);
        int repositories = 0;
        for (int i = 0; i < 200; i++) {
            Path folder = random.next();
            String before = Fingerprint.of(folder);

            String what = "repository " + i + " of seed " + seed;
            Optional<Facts> facts = assertTimeoutPreemptively(DEADLINE, () -> answer(folder), what);
            try (Sensor.Watch watch = sensor.watch(Target.of(folder), () -> {})) {
                assertEquals(facts, assertTimeoutPreemptively(DEADLINE, () -> answer(folder), what), what);
            }

            assertEquals(before, Fingerprint.of(folder), what);
            Trees.delete(folder);
            repositories += facts.isPresent() && facts.get().flag(Fact.GIT_IS_REPO) ? 1 : 0;
        }
        assertNoProcess();
        assertTrue(repositories > 20, "only " + repositories + " of them were repositories at all");
    }

    /** Nothing for the one exception that is declared; any other is a failure. */
    private Optional<Facts> answer(Path folder) throws InterruptedException {
        try {
            return Optional.of(sensor.sense(Target.of(folder)));
        } catch (SensorException e) {
            assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
            return Optional.empty();
        }
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private void assertNoProcess() {
        Set<Long> now = processes();
        now.removeAll(processes);
        assertEquals(Set.of(), now);
    }

    private static void pipe(Path path) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    }
}
