package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.sensor.git.testing.CountingDisk;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read, how often, and what is said when it cannot be read. */
class RepositoriesTest {

    @TempDir
    Path temp;

    private final CountingDisk disk = new CountingDisk();
    private final GitSensor sensor = new GitSensor(disk);
    private final Sensed sensed = new Sensed(sensor);
    private Git git;

    @BeforeEach
    void begin() {
        git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        git.run("tag", "-a", "-m", "x", "v1");
    }

    @AfterEach
    void end() {
        sensor.deactivate();
    }

    @Test
    void a_repository_that_does_not_change_is_read_once() throws IOException {
        git.run("checkout", "-q", "--detach");
        age();
        sensed.facts(git.folder());
        assertFalse(disk.opened().isEmpty());

        sensed.facts(git.folder());

        assertEquals(List.of(), disk.opened());
    }

    @Test
    @DisplayName("A5 a repository is read once however many workspaces are in it")
    void a_repository_is_read_once_for_all_folders_in_it() throws IOException {
        Path deep = Files.createDirectories(git.folder().resolve("src/main"));
        age();
        sensed.facts(git.folder());
        disk.opened();

        sensed.facts(deep);

        assertFalse(disk.opened().contains(git.dir().resolve("refs/heads/main")));
    }

    @Test
    void a_change_is_never_missed_however_fast_it_follows_the_last_one() throws IOException {
        String[] ids = new String[2];
        ids[0] = git.run("rev-parse", "HEAD");
        ids[1] = git.commit("a", "2");
        Path ref = git.dir().resolve("refs/heads/main");
        for (int i = 0; i < 2_000; i++) {
            // the same file, the same size, often within the same tick of the clock
            Files.writeString(ref, ids[i % 2] + "\n");
            assertEquals(Optional.of(ids[i % 2]), sensed.facts(git.folder()).text(Fact.GIT_COMMIT));
        }
    }

    @Test
    void a_clock_that_counts_whole_seconds_is_not_trusted_with_what_is_younger() throws IOException {
        age(Instant.ofEpochSecond(Instant.now().getEpochSecond() - 1));
        sensed.facts(git.folder());
        disk.opened();

        sensed.facts(git.folder());

        assertFalse(disk.opened().isEmpty());
    }

    @Test
    void something_that_may_not_be_looked_at_is_an_error_that_says_so() throws Exception {
        for (String part : List.of(
                "", "HEAD", "config", "refs/heads/main", "packed-refs", "objects", "rebase-merge", "commondir")) {
            if (part.equals("packed-refs")) {
                git.run("pack-refs", "--all");
            }
            Path path = part.isEmpty() ? git.dir() : git.dir().resolve(part);
            disk.deny(path);
            assertTrue(problem().contains("permission denied: " + path), () -> problem());

            disk.allow(path);
            sensed.sameAsGit(git.folder());
        }
    }

    @Test
    void files_that_belong_to_others_alone_are_an_error_that_says_so() throws Exception {
        Path head = git.dir().resolve("HEAD");
        Files.setPosixFilePermissions(head, java.util.Set.of());
        org.junit.jupiter.api.Assumptions.assumeFalse(Files.isReadable(head), "nothing is forbidden for root");

        assertTrue(problem().contains("permission denied: " + head), () -> problem());
    }

    @Test
    void a_configuration_that_is_not_well_formed_is_an_error_that_says_where() {
        for (String config : List.of(
                "[core\n",
                "[core]\n\trepositoryformatversion = 0\n\tbare = perhaps\n",
                "[core]\n\trepositoryformatversion = many\n",
                "[core]\n\trepositoryformatversion = 2\n",
                "# " + "x".repeat(1 << 20))) {
            git.write(".git/config", config);

            assertTrue(problem().contains(git.dir().resolve("config").toString()), () -> problem());
        }
    }

    @Test
    @DisplayName("X8 a message has no control characters of the repository in it")
    void a_message_is_one_clean_line() {
        git.run("config", "extensions.refStorage", "a\u001b[31m\nb");

        assertTrue(problem().chars().noneMatch(Character::isISOControl), problem());
    }

    @Test
    @DisplayName("A3 a sensor that is interrupted ends at once")
    void an_interrupt_ends_the_reading() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> sensor.sense(Target.of(git.folder())));
        assertFalse(Thread.interrupted());
    }

    private String problem() {
        return assertThrows(SensorException.class, () -> sensor.sense(Target.of(git.folder())))
                .getMessage();
    }

    private void age() throws IOException {
        age(Instant.now().minus(Duration.ofMinutes(1)));
    }

    /** As if everything had been written a while ago. */
    private void age(Instant time) throws IOException {
        try (var paths = Files.walk(git.folder())) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    Files.setAttribute(path, "lastModifiedTime", FileTime.from(time), LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
