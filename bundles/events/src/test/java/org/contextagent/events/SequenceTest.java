package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("E9 events are numbered")
class SequenceTest {

    private static final long NOW = 1_795_521_600_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = folder.resolve("state/events.seq");
    }

    private Sequence open() {
        return new Sequence(file, CLOCK);
    }

    private long stored() throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    private void store(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void the_first_run_begins_at_1_and_makes_the_folder_for_its_user_alone() throws IOException {
        Sequence sequence = open();

        assertEquals(1, sequence.next());
        assertEquals(2, sequence.next());
        assertEquals(3, sequence.peek());
        assertTrue(sequence.problem().isEmpty());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void a_run_that_ended_well_is_followed_by_the_exact_next_number() throws IOException {
        Sequence sequence = open();
        sequence.next();
        sequence.next();
        sequence.close();

        assertEquals(3, stored());
        assertEquals(3, open().next());
    }

    @Test
    void a_run_that_crashed_is_followed_by_a_number_that_it_cannot_have_given() throws IOException {
        Sequence sequence = open();
        long last = 0;
        for (int i = 0; i < 10 * Sequence.AHEAD + 7; i++) {
            last = sequence.next();
            sequence.secure(last);
            assertTrue(last < sequence.secured());
            assertTrue(last < stored());
        }

        long next = open().next();
        assertTrue(next > last, next + " after " + last);
        assertTrue(next <= last + Sequence.AHEAD + 1, next + " after " + last);
    }

    @Test
    void numbers_beyond_what_was_reserved_are_given_and_secured_later() throws IOException {
        Sequence sequence = open();
        for (int i = 0; i < 5 * Sequence.AHEAD; i++) {
            sequence.next();
        }
        assertEquals(Sequence.AHEAD + 1, sequence.secured());

        sequence.secure(Sequence.AHEAD);
        assertEquals(6 * Sequence.AHEAD + 1, sequence.secured());
        assertEquals(6 * Sequence.AHEAD + 1, stored());
    }

    @Test
    void nothing_but_the_file_is_left() throws IOException {
        open().close();

        try (Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "12x", "-5", "0", "99999999999999999999", "5\u0000", "\n\n"})
    void a_file_that_holds_no_number_lets_a_run_begin_at_the_clock(String content) throws IOException {
        store(content);
        Sequence sequence = open();

        assertEquals(NOW, sequence.next());
        assertTrue(sequence.problem().isEmpty(), "from here on the numbers are kept again");
        sequence.close();
        assertEquals(NOW + 1, stored());
    }

    @Test
    void a_file_of_any_size_is_read_no_further_than_a_number_is_long() throws IOException {
        store("7".repeat(10_000_000));
        assertEquals(NOW, open().next());
    }

    @Test
    void a_file_that_cannot_be_read_lets_a_run_begin_at_the_clock() throws IOException {
        Files.createDirectories(file);

        Sequence sequence = open();
        assertEquals(NOW, sequence.next());
        assertTrue(sequence.problem().orElseThrow().contains("events.seq"));
    }

    @Test
    void a_folder_that_cannot_be_written_lets_a_run_begin_at_the_clock() throws IOException {
        Files.writeString(folder.resolve("state"), "a file in place of the folder");
        Sequence sequence = open();

        assertEquals(NOW, sequence.next());
        assertEquals(NOW + 1, sequence.next());
        assertTrue(sequence.secured() > NOW + 1, "events can be read all the same");
        assertTrue(sequence.problem().isPresent());
        sequence.close();
    }

    @Test
    void a_run_that_can_write_again_keeps_its_numbers_again() throws IOException {
        Files.writeString(folder.resolve("state"), "a file in place of the folder");
        Sequence sequence = open();
        long last = sequence.next();
        Files.delete(folder.resolve("state"));

        sequence.secure(last + Sequence.AHEAD);
        assertFalse(sequence.problem().isPresent());
        assertTrue(open().next() > last);
    }

    @Test
    void what_a_run_cannot_keep_is_not_below_what_was_kept() throws IOException {
        long far = NOW * 2;
        store(far + "\n");
        // the fresh file cannot be made
        Files.createDirectories(folder.resolve("state/events.seq.new/x"));

        Sequence sequence = open();
        assertTrue(sequence.problem().isPresent());
        assertEquals(far, sequence.next());
    }
}
