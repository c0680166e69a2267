package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.home.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** What the launcher reads of the runtime and what it makes of it for the framework. */
class InstallationTest {

    @TempDir
    Path temp;

    @Test
    void the_release_file_says_what_it_is() throws Exception {
        Installation installation = installation("b1");
        Files.writeString(temp.resolve("bundle/b.jar"), "");
        Files.writeString(temp.resolve("bundle/a.jar"), "");
        Files.writeString(temp.resolve("bundle/no"), "");

        assertEquals("1.2.3", installation.version());
        assertEquals("b1", installation.build());
        assertEquals(List.of(temp.resolve("bundle/a.jar"), temp.resolve("bundle/b.jar")), installation.bundles());
    }

    @Test
    void half_a_runtime_is_said() {
        String message = assertThrows(StartException.class, () -> Installation.at(temp.resolve("none")))
                .getMessage();

        assertEquals(temp.resolve("none") + " is no complete runtime: its file release cannot be read", message);
    }

    @Test
    void the_framework_is_told_where_things_are() throws Exception {
        Map<String, String> properties = properties(installation("b1"));

        assertEquals("500", properties.get("felix.fileinstall.poll"));
        assertEquals(temp.resolve("home/state/deploy").toString(), properties.get("felix.fileinstall.dir"));
        assertEquals(temp.toString(), properties.get("org.contextagent.workspace"));
        assertEquals(temp.resolve("c.yaml").toString(), properties.get("org.contextagent.config.file"));
        assertEquals("pax", properties.get("org.contextagent.logging"));
        assertTrue(Files.isRegularFile(Path.of(properties.get("org.contextagent.logging.template.text"))));
        assertEquals("json WARN", Files.readString(Path.of(properties.get("org.ops4j.pax.logging.StaticLogbackFile"))));
    }

    @Test
    void the_cache_is_thrown_away_when_the_build_changed() throws Exception {
        String clean = Constants.FRAMEWORK_STORAGE_CLEAN;

        assertEquals(
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                properties(installation("b1")).get(clean));
        assertNull(properties(installation("b1")).get(clean));
        assertFalse(properties(installation("b2")).get(clean).isEmpty());
    }

    @Test
    void a_runtime_without_its_settings_is_said() throws Exception {
        Installation installation = installation("b1");
        Files.delete(temp.resolve("conf/framework.properties"));

        assertThrows(StartException.class, () -> properties(installation));
    }

    private Installation installation(String build) throws Exception {
        Files.createDirectories(temp.resolve("bundle"));
        Files.createDirectories(temp.resolve("conf"));
        Files.createDirectories(temp.resolve("home/state"));
        Files.writeString(temp.resolve("release"), "VERSION=1.2.3\nBUILD=" + build + "\n");
        Files.writeString(temp.resolve("conf/framework.properties"), "felix.fileinstall.poll=500\n");
        Files.writeString(temp.resolve("conf/logback-json.xml"), "json @LEVEL@");
        Files.writeString(temp.resolve("conf/logback-text.xml"), "text @LEVEL@");
        return Installation.at(temp);
    }

    private Map<String, String> properties(Installation installation) throws StartException {
        Path home = temp.resolve("home");
        Arguments arguments = new Arguments(temp, Optional.of(temp.resolve("c.yaml")));
        return new FrameworkProperties(installation, Home.of(Map.of("CONTEXT_AGENT_HOME", home.toString()), temp))
                .of(arguments, home.resolve("state/deploy"));
    }
}
