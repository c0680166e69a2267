package org.contextagent.sensor.cwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CwdSensorTest {

    @TempDir
    Path temp;

    private final CwdSensor sensor = new CwdSensor(markers(".git", "pom.xml", "package.json"));

    @Test
    @DisplayName("S1 the workspace has a path and, as its name, the last part of the path")
    void a_folder_has_its_path_and_the_last_part_as_its_name() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("my project"));

        Facts facts = sense(folder);

        assertEquals(Optional.of(folder.toString()), facts.text(Fact.WORKSPACE_PATH));
        assertEquals(Optional.of("my project"), facts.text(Fact.WORKSPACE_NAME));
    }

    @Test
    @DisplayName("X6 a path that does not exist gives no name")
    void a_path_that_does_not_exist_gives_its_path_alone() throws Exception {
        Files.createFile(temp.resolve("pom.xml"));
        Path gone = temp.resolve("gone");

        assertEquals(Map.of(Fact.WORKSPACE_PATH, gone.toString()), sense(gone).asMap());
    }

    @Test
    @DisplayName("X6 the root of the file system has an empty name")
    void the_root_of_the_file_system_has_an_empty_name() throws Exception {
        Facts facts = sense(temp.getRoot());

        assertEquals(Optional.of(temp.getRoot().toString()), facts.text(Fact.WORKSPACE_PATH));
        assertEquals(Optional.of(""), facts.text(Fact.WORKSPACE_NAME));
    }

    @Test
    @DisplayName("X8 a name with control characters, quotes, backslashes and any Unicode is told as it is")
    void a_strange_name_is_told_as_it_is() throws Exception {
        String name = "a\"b\\c\td\ne\u001b[31m größe 📁";
        Path folder = Files.createDirectory(temp.resolve(name));

        assertEquals(Optional.of(name), sense(folder).text(Fact.WORKSPACE_NAME));
    }

    @Test
    void the_project_is_the_nearest_folder_at_or_above_with_a_marker() throws Exception {
        Path outer = Files.createDirectories(temp.resolve("outer"));
        Path inner = Files.createDirectories(outer.resolve("inner"));
        Path deep = Files.createDirectories(inner.resolve("src/main"));
        Files.createDirectory(outer.resolve(".git"));

        assertEquals(Optional.of(outer.toString()), sense(deep).text(Fact.WORKSPACE_PROJECT));

        Files.createFile(inner.resolve("package.json"));
        assertEquals(Optional.of(inner.toString()), sense(deep).text(Fact.WORKSPACE_PROJECT));
        assertEquals(Optional.of(inner.toString()), sense(inner).text(Fact.WORKSPACE_PROJECT));
        assertEquals(Optional.of(outer.toString()), sense(outer).text(Fact.WORKSPACE_PROJECT));
    }

    @Test
    void without_a_marker_there_is_no_project() throws Exception {
        CwdSensor picky = new CwdSensor(markers("a-marker-that-nobody-has"));

        assertTrue(picky.sense(Target.of(temp)).text(Fact.WORKSPACE_PROJECT).isEmpty());
    }

    @Test
    void the_markers_can_be_configured() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("crate/src"));
        Files.createFile(temp.resolve("crate/Cargo.toml"));
        CwdSensor rust = new CwdSensor(markers(" Cargo.toml "));

        assertEquals(
                Optional.of(temp.resolve("crate").toString()),
                rust.sense(Target.of(folder)).text(Fact.WORKSPACE_PROJECT));
    }

    @Test
    void a_marker_that_is_no_name_of_a_file_is_left_out() throws Exception {
        CwdSensor odd = new CwdSensor(markers("", "  ", ".", "..", "/", "../x", "a\0b"));

        assertTrue(odd.sense(Target.of(temp)).text(Fact.WORKSPACE_PROJECT).isEmpty());
    }

    @Test
    void a_symbolic_link_is_told_as_it_was_given() throws Exception {
        Path real = Files.createDirectories(temp.resolve("real"));
        Files.createFile(real.resolve("pom.xml"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), real);

        Facts facts = sense(link);

        assertEquals(Optional.of(link.toString()), facts.text(Fact.WORKSPACE_PATH));
        assertEquals(Optional.of("link"), facts.text(Fact.WORKSPACE_NAME));
        assertEquals(Optional.of(link.toString()), facts.text(Fact.WORKSPACE_PROJECT));
    }

    @Test
    @DisplayName("X6 a link that leads nowhere or in a circle counts as a path that does not exist")
    void a_link_that_leads_nowhere_has_no_name() throws Exception {
        Path circle = temp.resolve("circle");
        Files.createSymbolicLink(circle, circle);

        assertTrue(sense(circle).text(Fact.WORKSPACE_NAME).isEmpty());
        assertEquals(Optional.of(circle.toString()), sense(circle).text(Fact.WORKSPACE_PATH));
    }

    @Test
    void a_path_longer_than_a_fact_can_be_is_an_error_that_says_so() {
        Path endless = Path.of("/" + "long/".repeat(4000));

        String message =
                assertThrows(SensorException.class, () -> sense(endless)).getMessage();

        assertTrue(message.contains("at most 16384"), message);
    }

    @Test
    void it_is_a_sensor_of_workspaces_named_cwd() {
        assertEquals("cwd", sensor.name());
        assertEquals(Sensor.Scope.WORKSPACE, sensor.scope());
    }

    private Facts sense(Path workspace) throws SensorException {
        return sensor.sense(Target.of(workspace));
    }

    private static CwdSensor.Config markers(String... names) {
        return new CwdSensor.Config() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return CwdSensor.Config.class;
            }

            @Override
            public String[] project__markers() {
                return names;
            }
        };
    }
}
