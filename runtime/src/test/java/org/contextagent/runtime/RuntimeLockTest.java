package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeLockTest {

    @TempDir
    Path run;

    @Test
    void a_second_one_is_told_who_has_it() throws Exception {
        try (RuntimeLock lock = RuntimeLock.take(run, Map.of())) {
            String message = assertThrows(StartException.class, () -> RuntimeLock.take(run, Map.of()))
                    .getMessage();

            String pid = "pid " + ProcessHandle.current().pid();
            assertTrue(
                    message.matches("a context agent runs already: " + pid + ", since 20\\d\\d-\\d\\d-\\d\\dT[0-9:]+Z"),
                    message);
        }
    }

    @Test
    void it_can_be_taken_again_when_it_was_given_back() throws Exception {
        RuntimeLock.take(run, Map.of()).close();
        assertEquals("", Files.readString(run.resolve("lock")));

        RuntimeLock.take(run, Map.of()).close();
    }

    @Test
    void what_a_process_left_that_was_killed_does_not_count() throws Exception {
        Files.writeString(run.resolve("lock"), "pid=1\nsince=2020-01-01T00:00:00Z\n".repeat(20));

        try (RuntimeLock lock = RuntimeLock.take(run, Map.of("folder", "/a=b\nc"))) {
            List<String> lines = Files.readAllLines(run.resolve("lock"));
            assertEquals(3, lines.size());
            assertEquals("folder=/a=b c", lines.get(0));
            assertEquals("pid=" + ProcessHandle.current().pid(), lines.get(1));
        }
    }

    @Test
    void a_lock_that_cannot_be_had_is_said() throws Exception {
        Files.createDirectory(run.resolve("lock"));

        String message = assertThrows(StartException.class, () -> RuntimeLock.take(run, Map.of()))
                .getMessage();

        assertTrue(message.startsWith("the lock " + run.resolve("lock") + " cannot be taken: "), message);
    }
}
