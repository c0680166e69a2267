package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {

    @TempDir
    Path temp;

    @Test
    void without_a_folder_it_is_the_current_one() throws Exception {
        assertEquals(new Arguments(Path.of("").toAbsolutePath(), Optional.empty()), Arguments.parse());
    }

    @Test
    void folder_and_file_become_absolute() throws Exception {
        Arguments arguments = Arguments.parse("--config", "some.json", temp + "/x/..");

        assertEquals(temp, arguments.folder());
        assertEquals(Optional.of(Path.of("some.json").toAbsolutePath()), arguments.config());
        assertEquals(arguments, Arguments.parse(temp.toString(), "--config=some.json"));
    }

    @Test
    void a_folder_that_is_not_there_is_said() {
        assertEquals(
                "no such folder: " + temp.resolve("none"),
                refused(temp.resolve("none").toString()));
    }

    @Test
    void anything_else_is_wrong_usage() {
        assertTrue(refused("--nope").startsWith("usage: "));
        assertTrue(refused("--config").startsWith("usage: "));
        assertTrue(refused(temp.toString(), temp.toString()).startsWith("usage: "));
    }

    private static String refused(String... arguments) {
        return assertThrows(StartException.class, () -> Arguments.parse(arguments))
                .getMessage();
    }
}
