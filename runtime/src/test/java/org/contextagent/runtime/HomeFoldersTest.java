package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.contextagent.api.home.Home;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFoldersTest {

    @TempDir
    Path temp;

    private Home home;

    @BeforeEach
    void home() {
        home = Home.of(Map.of("CONTEXT_AGENT_HOME", temp.resolve("home").toString()), temp);
    }

    @Test
    void the_folders_are_made_for_their_owner_alone() throws Exception {
        HomeFolders.prepare(home);

        assertEquals("rwx------", permissions(home.run()));
        assertEquals("rwx------", permissions(home.state()));
        assertEquals("rwx------", permissions(home.state().resolve("logs")));
    }

    @Test
    void folders_that_are_there_and_closed_are_taken_as_they_are() throws Exception {
        HomeFolders.prepare(home);
        Files.writeString(home.state().resolve("kept"), "kept");

        HomeFolders.prepare(home);

        assertEquals("kept", Files.readString(home.state().resolve("kept")));
    }

    @Test
    void a_runtime_folder_that_others_may_look_into_is_refused() throws Exception {
        Files.createDirectories(home.run());
        Files.setPosixFilePermissions(home.run(), PosixFilePermissions.fromString("rwx--x---"));

        String message = refused();

        assertEquals(
                "the folder " + home.run() + " is open to other users; close it: chmod 700 " + home.run(), message);
    }

    @Test
    void a_runtime_folder_that_is_a_link_is_refused() throws Exception {
        Files.createDirectories(home.run().getParent());
        Files.createSymbolicLink(home.run(), Files.createDirectory(temp.resolve("elsewhere")));

        assertEquals("the folder " + home.run() + " is a symbolic link; remove it, it is made anew", refused());
    }

    @Test
    void a_state_folder_that_others_may_write_to_is_refused() throws Exception {
        Files.createDirectories(home.state());
        Files.setPosixFilePermissions(home.state(), PosixFilePermissions.fromString("rwxrwxr-x"));

        assertTrue(refused().contains("chmod 700 " + home.state()));
    }

    @Test
    void a_file_in_place_of_a_folder_is_said() throws Exception {
        Files.createDirectories(home.run().getParent());
        Files.writeString(home.run(), "");

        assertEquals("the folder " + home.run() + " cannot be used: there is a file of that name", refused());
    }

    private String refused() {
        return assertThrows(StartException.class, () -> HomeFolders.prepare(home))
                .getMessage();
    }

    private static String permissions(Path folder) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
