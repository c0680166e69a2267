package org.contextagent.sensor.git.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.disk.Trail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedRefsTest {

    private static final String SORTED = "# pack-refs with: peeled fully-peeled sorted \n";

    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void begin() {
        file = temp.resolve("packed-refs");
    }

    @Test
    void without_a_file_there_is_nothing() throws IOException {
        assertEquals(Optional.empty(), find("refs/heads/main"));
        assertEquals(Map.of(), tagsOf("0".repeat(40)));
    }

    @Test
    void every_one_of_a_hundred_thousand_refs_is_found_sorted_or_not() throws IOException {
        Random random = new Random(42);
        TreeMap<String, String> refs = new TreeMap<>();
        while (refs.size() < 100_000) {
            String kind = random.nextInt(3) == 0 ? "refs/tags/" : "refs/heads/";
            refs.put(
                    kind
                            + Long.toString(random.nextLong() >>> random.nextInt(50), 36)
                                    .replace('-', '_')
                            + "x".repeat(random.nextInt(20) == 0 ? random.nextInt(3_000) : 0),
                    id(random));
        }
        List<String> lines = new ArrayList<>();
        refs.forEach((name, id) -> {
            lines.add(id + " " + name + "\n"
                    + (name.startsWith("refs/tags/") && random.nextBoolean() ? "^" + id(random) + "\n" : ""));
        });
        List<String> names = new ArrayList<>(refs.keySet());
        for (boolean sorted : new boolean[] {true, false}) {
            if (!sorted) {
                Collections.shuffle(lines, random);
            }
            write((sorted ? SORTED : "# pack-refs with: peeled \n") + String.join("", lines));
            for (int i = 0; i < (sorted ? 3_000 : 20); i++) {
                String name = i == 0
                        ? names.get(0)
                        : i == 1 ? names.get(names.size() - 1) : names.get(random.nextInt(names.size()));
                assertEquals(Optional.of(new RefValue.Direct(refs.get(name))), find(name));
                assertEquals(Optional.empty(), find(name + "\u0001"));
            }
            assertEquals(Optional.empty(), find("refs/aaa"));
            assertEquals(Optional.empty(), find("refs/zzz"));
            assertEquals(Optional.empty(), find("refs/heads/"));
        }
    }

    @Test
    void the_tags_of_a_commit_are_found_among_many_others() throws IOException {
        Random random = new Random(7);
        String commit = id(random);
        StringBuilder lines = new StringBuilder(commit + " refs/heads/main\n");
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < 50_000; i++) {
            String name = String.format("refs/tags/%06d", i);
            String id = i % 10_000 == 1 ? commit : id(random);
            String peeled = i % 10_000 == 2 ? commit : i % 3 == 0 ? id(random) : null;
            lines.append(id).append(' ').append(name).append('\n');
            lines.append(peeled == null ? "" : "^" + peeled + "\n");
            all.put(name, id + " " + peeled);
            if (id.equals(commit) || commit.equals(peeled)) {
                expected.put(name, id + " " + peeled);
            }
        }
        lines.append(commit).append(" refs/worktree/x\n");

        write(SORTED + lines);
        assertEquals(expected, tagsOf(commit));
        write("# pack-refs with: peeled \n" + lines);
        assertEquals(expected, tagsOf(commit));
        // nobody knows which of them are annotated
        write(lines.toString());
        assertEquals(all.keySet(), tagsOf(commit).keySet());
    }

    @Test
    void the_last_line_need_not_end() throws IOException {
        String id = id(new Random(1));
        write(id + " refs/heads/a\n" + id + " refs/heads/b");

        assertEquals(Optional.of(new RefValue.Direct(id)), find("refs/heads/b"));
    }

    @Test
    void nonsense_is_passed_over() throws IOException {
        String id = id(new Random(1));
        write(SORTED + "^" + id + "\n\n \nnonsense\nzz refs/tags/bad\n" + id + " refs/tags/good\n^short\n" + id
                + " refs/tags/with space\n");

        assertEquals(Optional.of(new RefValue.Broken()), find("refs/tags/bad"));
        assertEquals(Map.of("refs/tags/good", id + " short"), tagsOf(id));
    }

    @Test
    void a_line_without_end_is_an_error() throws IOException {
        write("x".repeat(1 << 20));

        assertThrows(IOException.class, () -> find("refs/heads/main"));
    }

    private Optional<RefValue> find(String name) throws IOException {
        return new PackedRefs(file, new Trail(Disk.NATIVE)).find(name);
    }

    private Map<String, String> tagsOf(String commit) throws IOException {
        Map<String, String> tags = new TreeMap<>();
        new PackedRefs(file, new Trail(Disk.NATIVE))
                .tagsOf(commit, (name, objectId, peeled, peelingKnown) -> tags.put(name, objectId + " " + peeled));
        return tags;
    }

    private void write(String content) throws IOException {
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String id(Random random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            id.append(String.format("%08x", random.nextInt()));
        }
        return id.toString();
    }
}
