package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFolderTest {

    @TempDir
    Path temp;

    @Test
    void the_first_start_copies_what_the_runtime_brings() throws Exception {
        bring("1", Map.of("a.b-1.0.jar", "a one", "c-1.0.jar", "c one"));

        assertEquals(Map.of("a.b-1.0.jar", "a one", "c-1.0.jar", "c one"), deployed());
    }

    @Test
    void a_start_of_the_same_runtime_leaves_the_folder_alone() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one", "c-1.0.jar", "c one"));
        Files.delete(deploy("a-1.0.jar"));
        Files.writeString(deploy("c-1.0.jar"), "changed");

        bring("1", Map.of("a-1.0.jar", "a one", "c-1.0.jar", "c one"));

        assertEquals(Map.of("c-1.0.jar", "changed"), deployed());
    }

    @Test
    void a_new_runtime_replaces_its_own_jars() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one", "b-1.0.jar", "b", "gone-1.0.jar", "gone"));

        bring("2", Map.of("a-1.1.0-rc1.jar", "a two", "b-1.0.jar", "b", "new-1.0.jar", "new"));

        assertEquals(Map.of("a-1.1.0-rc1.jar", "a two", "b-1.0.jar", "b", "new-1.0.jar", "new"), deployed());
    }

    @Test
    void a_new_build_of_the_same_version_replaces_its_own_jars() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one"));

        bring("2", Map.of("a-1.0.jar", "a two"));

        assertEquals(Map.of("a-1.0.jar", "a two"), deployed());
    }

    @Test
    void what_the_user_added_stays() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one"));
        Files.writeString(deploy("mine-3.0.jar"), "mine");

        bring("2", Map.of("a-2.0.jar", "a two"));

        assertEquals(Map.of("a-2.0.jar", "a two", "mine-3.0.jar", "mine"), deployed());
    }

    @Test
    void what_the_user_took_out_stays_out_for_good() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one", "b-1.0.jar", "b one"));
        Files.delete(deploy("a-1.0.jar"));

        bring("2", Map.of("a-2.0.jar", "a two", "b-2.0.jar", "b two"));
        bring("3", Map.of("a-3.0.jar", "a three", "b-3.0.jar", "b three"));

        assertEquals(Map.of("b-3.0.jar", "b three"), deployed());
    }

    @Test
    void what_the_user_put_in_place_of_a_jar_stays() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one"));
        Files.writeString(deploy("a-1.0.jar"), "patched");

        bring("2", Map.of("a-2.0.jar", "a two"));

        assertEquals(Map.of("a-1.0.jar", "patched"), deployed());
    }

    @Test
    void what_the_user_had_before_the_runtime_brought_one_of_that_name_stays() throws Exception {
        Files.createDirectories(deploy("").getParent().resolve("deploy"));
        Files.writeString(deploy("a-1.0.jar"), "mine");

        bring("1", Map.of("a-1.0.jar", "a one"));

        assertEquals(Map.of("a-1.0.jar", "mine"), deployed());
    }

    @Test
    void a_jar_that_was_put_back_is_the_runtimes_again() throws Exception {
        bring("1", Map.of("a-1.0.jar", "a one"));
        Files.delete(deploy("a-1.0.jar"));
        bring("2", Map.of("a-2.0.jar", "a two"));
        Files.writeString(deploy("a-2.0.jar"), "a two");

        bring("3", Map.of("a-3.0.jar", "a three"));

        assertEquals(Map.of("a-3.0.jar", "a three"), deployed());
    }

    private void bring(String build, Map<String, String> jars) throws Exception {
        Path root = Files.createDirectories(temp.resolve("runtime" + build));
        Files.createDirectories(root.resolve("deploy"));
        for (var jar : jars.entrySet()) {
            Files.writeString(root.resolve("deploy").resolve(jar.getKey()), jar.getValue());
        }
        new DeployFolder(temp.resolve("state")).bring(new Installation(root, "1.0", build));
    }

    private Path deploy(String name) {
        return temp.resolve("state/deploy").resolve(name);
    }

    private Map<String, String> deployed() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path jar : Installation.jars(temp.resolve("state/deploy"))) {
            contents.put(jar.getFileName().toString(), Files.readString(jar));
        }
        return contents;
    }
}
