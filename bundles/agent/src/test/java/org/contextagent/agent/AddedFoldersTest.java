package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddedFoldersTest {

    @TempDir
    Path folder;

    @Test
    void what_was_saved_is_loaded() {
        AddedFolders added = new AddedFolders(Optional.of(folder.resolve("added")));
        assertEquals(List.of(), added.load());
        added.save(List.of(Path.of("/a"), Path.of("/b c"), Path.of("/line\nend")));
        assertEquals(List.of("/a", "/b c"), added.load());
    }

    @Test
    void without_a_place_or_with_a_broken_one_nothing_is_remembered_and_nothing_fails() throws IOException {
        AddedFolders nowhere = new AddedFolders(Optional.empty());
        nowhere.save(List.of(Path.of("/a")));
        assertEquals(List.of(), nowhere.load());
        AddedFolders broken = new AddedFolders(Optional.of(Files.createDirectory(folder.resolve("dir"))));
        broken.save(List.of(Path.of("/a")));
        assertEquals(List.of(), broken.load());
    }
}
