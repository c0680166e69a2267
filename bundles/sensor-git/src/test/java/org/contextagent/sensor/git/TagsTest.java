package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.contextagent.api.state.Fact;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.objects.ObjectStore;
import org.contextagent.sensor.git.objects.TagObject;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags at a detached HEAD, wherever they and their objects are kept. */
class TagsTest {

    @TempDir
    Path temp;

    private final GitSensor sensor = new GitSensor();
    private final Sensed sensed = new Sensed(sensor);
    private Git git;

    @BeforeEach
    void begin() {
        git = Git.init(temp.resolve("repo"));
        git.commit("a", "1");
        git.run("tag", "-a", "-m", "the first", "v0");
        git.commit("a", "2");
        git.run("checkout", "-q", "--detach");
    }

    @AfterEach
    void end() {
        sensor.deactivate();
    }

    @Test
    void no_tag_at_all() {
        assertTrue(tag().isEmpty());
    }

    @Test
    void a_branch_has_no_tag() {
        git.run("tag", "v1");
        git.run("checkout", "-q", "main");

        assertTrue(tag().isEmpty());
    }

    @Test
    void a_light_tag_loose_then_packed() {
        git.run("tag", "light");
        assertEquals(Optional.of("light"), tag());

        git.run("pack-refs", "--all");
        assertEquals(Optional.of("light"), tag());
    }

    @Test
    void an_annotated_tag_loose_then_packed() {
        git.run("tag", "-a", "-m", "one", "v1");
        assertEquals(Optional.of("v1"), tag());

        git.run("pack-refs", "--all");
        assertEquals(Optional.of("v1"), tag());

        git.run("checkout", "-q", "v0");
        assertEquals(Optional.of("v0"), tag());
    }

    @Test
    void an_annotated_tag_comes_first_then_the_order_of_names() {
        git.run("tag", "a-light");
        git.run("tag", "b-light");
        assertEquals(Optional.of("a-light"), tag());

        git.run("tag", "-a", "-m", "x", "v1.0");
        git.run("tag", "-a", "-m", "x", "v1.0-rc1");
        git.run("tag", "-a", "-m", "x", "größe/v1");
        assertEquals(Optional.of("größe/v1"), tag());
        git.run("tag", "-d", "größe/v1");
        assertEquals(Optional.of("v1.0"), tag());

        git.run("pack-refs", "--all");
        git.run("tag", "-a", "-m", "x", "a");
        assertEquals(Optional.of("a"), tag());
    }

    @Test
    void a_loose_tag_hides_the_packed_one() {
        git.run("tag", "-a", "-m", "one", "v1");
        git.run("pack-refs", "--all");
        git.run("tag", "-f", "v1", "main~1");

        assertTrue(tag().isEmpty());
    }

    @Test
    void a_deleted_tag_is_gone() {
        git.run("tag", "deep/er/v1");
        assertEquals(Optional.of("deep/er/v1"), tag());
        git.run("pack-refs", "--all");
        git.run("tag", "-d", "deep/er/v1");

        assertTrue(tag().isEmpty());
    }

    @Test
    void a_tag_of_a_tag() {
        git.run("tag", "-a", "-m", "inner", "z-inner");
        git.run("tag", "-a", "-m", "outer", "a-outer", "z-inner");

        assertEquals(Optional.of("a-outer"), sensed.facts(git.folder()).text(Fact.GIT_TAG));
        git.run("pack-refs", "--all");
        assertEquals(Optional.of("a-outer"), sensed.facts(git.folder()).text(Fact.GIT_TAG));
    }

    @Test
    void a_tag_whose_object_is_in_a_pack() throws IOException {
        for (String version : List.of("2", "1")) {
            git.run("tag", "-f", "-a", "-m", "packed " + version, "v" + version);
            git.run("config", "pack.indexVersion", version);
            git.run("repack", "-q", "-a", "-d", "-f");
            git.run("prune-packed");
            assertTrue(isUnpacked("v" + version));

            assertEquals(
                    git.run("for-each-ref", "--points-at=HEAD", "--format=%(refname:strip=2)", "refs/tags")
                            .lines()
                            .findFirst(),
                    tag());
        }
    }

    @Test
    void tags_that_are_stored_as_differences_from_each_other() throws IOException {
        List<String> parts = new Random(1)
                .ints(50, 100_000_000, 1_000_000_000)
                .mapToObj(seed -> new Random(seed)
                        .ints(60, 100_000_000, 1_000_000_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n", "", "\n")))
                .toList();
        for (int i = 0; i < 40; i++) {
            // each is like the ones beside it
            String message = String.join("", parts.subList(i, i + 10));
            git.run("tag", "-a", "-m", message, "t" + i, i == 17 ? "HEAD" : "main~1");
        }
        for (String offsets : List.of("true", "false")) {
            git.run("config", "repack.useDeltaBaseOffset", offsets);
            git.run("repack", "-q", "-a", "-d", "-f", "--depth=30", "--window=50");
            String details = git.run("verify-pack", "-v", packs().get(0).toString());
            assertTrue(details.contains("chain length = 3"), details);

            ObjectStore objects = new ObjectStore(Disk.NATIVE, git.dir().resolve("objects"));
            for (int i = 0; i < 40; i++) {
                assertEquals(
                        Optional.of(new TagObject(git.run("rev-parse", "t" + i + "^{}"), false)),
                        objects.find(git.run("rev-parse", "t" + i)));
            }
            assertEquals(Optional.of(TagObject.NONE), objects.find(git.run("rev-parse", "HEAD")));
            assertEquals(Optional.empty(), objects.find("0".repeat(40)));
            // one that has read no object before
            GitSensor fresh = new GitSensor();
            assertEquals(
                    Optional.of("t17"),
                    new Sensed(fresh).sameAsGit(git.folder()).text(Fact.GIT_TAG));
            fresh.deactivate();
        }
    }

    @Test
    void a_tag_whose_object_is_borrowed_from_another_repository() throws IOException {
        git.run("tag", "-a", "-m", "one", "v1");
        Path borrower = temp.resolve("borrower");
        git.run("clone", "-q", "--shared", git.folder().toString(), borrower.toString());
        git.write("../borrower/.git/refs/tags/v1", git.run("rev-parse", "v1") + "\n");
        new Git(borrower).run("checkout", "-q", "--detach", "v1");

        assertEquals(Optional.of("v1"), sensed.sameAsGit(borrower).text(Fact.GIT_TAG));
    }

    @Test
    void packed_refs_that_do_not_say_what_tags_lead_to() throws IOException {
        git.run("tag", "-a", "-m", "one", "v1");
        git.run("tag", "a-light", "main~1");
        git.run("pack-refs", "--all", "--prune");
        Path packed = git.dir().resolve("packed-refs");
        List<String> lines = Files.readAllLines(packed);
        lines.removeIf(line -> line.startsWith("^") || line.startsWith("#"));
        java.util.Collections.reverse(lines);
        Files.write(packed, lines);

        assertEquals(Optional.of("v1"), tag());
    }

    @Test
    void tags_whose_objects_are_missing_or_damaged_are_passed_over() throws IOException {
        git.run("tag", "-a", "-m", "one", "v1");
        String object = git.run("rev-parse", "v1");
        Path file = git.dir().resolve("objects").resolve(object.substring(0, 2)).resolve(object.substring(2));
        git.write(".git/refs/tags/missing", "0123456789012345678901234567890123456789\n");
        git.write(".git/refs/tags/nonsense", "nonsense\n");
        assertEquals(Optional.of("v1"), sensed.facts(git.folder()).text(Fact.GIT_TAG));

        Files.delete(file);
        Files.writeString(file, "not compressed at all");
        // a fresh sensor has not read the object before
        GitSensor fresh = new GitSensor();
        try {
            assertTrue(new Sensed(fresh).facts(git.folder()).text(Fact.GIT_TAG).isEmpty());
        } finally {
            fresh.deactivate();
        }
    }

    private Optional<String> tag() {
        return sensed.sameAsGit(git.folder()).text(Fact.GIT_TAG);
    }

    private boolean isUnpacked(String tag) {
        String object = git.run("rev-parse", tag);
        return Files.notExists(
                git.dir().resolve("objects").resolve(object.substring(0, 2)).resolve(object.substring(2)));
    }

    private List<Path> packs() throws IOException {
        try (var files = Files.list(git.dir().resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(".idx")).toList();
        }
    }
}
