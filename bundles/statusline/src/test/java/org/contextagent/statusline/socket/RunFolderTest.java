package org.contextagent.statusline.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

    @TempDir
    Path temp;

    private static String problem(Path path) {
        return String.valueOf(assertThrows(RunFolderException.class, () -> RunFolder.open(path))
                .getMessage());
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void it_is_made_for_its_owner_alone_with_the_folders_above_it() throws Exception {
        Path path = temp.resolve("a/b/run");
        RunFolder.open(path);
        assertEquals("rwx------", permissions(path));
        assertEquals("rwx------", permissions(temp.resolve("a")));
        RunFolder.open(path);
        assertEquals(0, Files.list(path).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx---r-x", "rwx--x--x", "rwxrwxrwx"})
    void one_that_is_open_to_others_is_refused(String permissions) throws Exception {
        Path path = Files.createDirectory(temp.resolve("run"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        assertEquals(
                "The runtime folder " + path + " is open to other users (" + permissions + "). Close it: chmod 700 "
                        + path,
                problem(path));
    }

    @Test
    void a_symbolic_link_is_refused_even_to_a_good_folder() throws Exception {
        Path good = temp.resolve("good");
        RunFolder.open(good);
        Path link = Files.createSymbolicLink(temp.resolve("run"), good);
        assertTrue(problem(link).contains("is a symbolic link"), problem(link));
        Path dangling = Files.createSymbolicLink(temp.resolve("run2"), temp.resolve("nowhere"));
        assertTrue(problem(dangling).contains("is a symbolic link"));
        assertFalse(Files.exists(temp.resolve("nowhere")));
    }

    @Test
    void a_file_in_its_place_is_refused() throws Exception {
        assertTrue(problem(Files.createFile(temp.resolve("run"))).contains("is no folder"));
        assertTrue(problem(temp.resolve("run/run")).contains("cannot be used"));
    }

    @Test
    @DisplayName("X8 no control character of a path gets into a message")
    void messages_are_safe_to_print() throws Exception {
        Path path = Files.createDirectory(temp.resolve("a\u001B[31m"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFalse(problem(path).contains("\u001B"));
    }

    @Test
    void files_are_written_whole_and_for_the_owner_alone() throws Exception {
        RunFolder folder = RunFolder.open(temp.resolve("run"));
        folder.write("f", "one");
        folder.write("f", "two");
        assertEquals("two", Files.readString(folder.file("f")));
        assertEquals("rw-------", permissions(folder.file("f")));
        assertEquals(1, Files.list(temp.resolve("run")).count());
        folder.removeIfStill("f", "one");
        assertTrue(Files.exists(folder.file("f")));
        folder.removeIfStill("f", "two");
        assertFalse(Files.exists(folder.file("f")));
        folder.removeIfStill("f", "two");
    }

    @Test
    void a_file_is_not_written_through_a_link() throws Exception {
        RunFolder folder = RunFolder.open(temp.resolve("run"));
        Path victim = Files.writeString(temp.resolve("victim"), "mine");
        Files.createSymbolicLink(folder.file("token"), victim);
        folder.write("token", "secret");
        assertEquals("mine", Files.readString(victim));
        assertEquals("secret", Files.readString(folder.file("token")));
        assertFalse(Files.isSymbolicLink(folder.file("token")));
    }
}
