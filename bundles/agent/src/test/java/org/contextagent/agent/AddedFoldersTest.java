package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddedFoldersTest {

    @TempDir
    Path folder;

    private static void save(AddedFolders added, String... paths) {
        added.save(() -> List.of(paths).stream().map(Path::of).toList());
    }

    @Test
    @DisplayName("A6 what was added is known to the next agent of the process, whatever the folders are called")
    void what_was_saved_is_loaded() {
        Path file = folder.resolve("added");
        AddedFolders added = new AddedFolders(file);
        assertEquals(List.of(), added.load());
        save(added, "/a", "/b c", "/line\nend\r");
        assertEquals(List.of("/a", "/b c", "/line\nend\r"), new AddedFolders(file).load());
        assertEquals(List.of("/a", "/b c", "/line\nend\r"), new AddedFolders(file).load());
        save(added);
        assertFalse(Files.exists(file));
    }

    @Test
    @DisplayName("A6 what was added in another process is old news, and goes")
    void another_process_is_old_news() throws IOException {
        Path file = folder.resolve("added");
        save(new AddedFolders(file, "1@before"), "/a");
        assertEquals(List.of(), new AddedFolders(file).load());
        assertFalse(Files.exists(file));
        Files.writeString(file, "");
        assertEquals(List.of(), new AddedFolders(file).load());
    }

    @Test
    @DisplayName("A6 it is written whole, for its owner alone, in a folder that may not be there yet")
    void it_is_written_whole_for_its_owner_alone() throws IOException {
        Path file = folder.resolve("not/yet").resolve(AddedFolders.FILE);
        AddedFolders added = new AddedFolders(file);
        save(added, "/a");
        save(added, "/a", "/b");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void with_a_broken_place_nothing_is_remembered_and_nothing_fails() throws IOException {
        AddedFolders broken = new AddedFolders(Files.createDirectory(folder.resolve("dir")));
        save(broken, "/a");
        assertEquals(List.of(), broken.load());
    }
}
