package org.contextagent.api.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {

    private static final Path USER = Path.of("/home/dev");
    private String before = "";

    @BeforeEach
    void keep() {
        before = System.getProperty(Home.PROPERTY, "");
    }

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(Home.PROPERTY);
        } else {
            System.setProperty(Home.PROPERTY, before);
        }
    }

    @Test
    void without_any_variable_the_folders_are_the_defaults_of_xdg() {
        assertEquals(
                new Home(
                        Path.of("/home/dev/.local/state/context-agent/run"),
                        Path.of("/home/dev/.local/state/context-agent"),
                        Path.of("/home/dev/.config/context-agent")),
                Home.of(Map.of(), USER));
    }

    @ParameterizedTest
    @CsvSource({
        // runtime folder, state, config, then what they lead to
        "/r, /s, /c, /r/context-agent, /s/context-agent, /c/context-agent",
        "'', /s, /c, /s/context-agent/run, /s/context-agent, /c/context-agent",
        "/r, '', /c, /r/context-agent, /home/dev/.local/state/context-agent, /c/context-agent",
        "/r, /s, '', /r/context-agent, /s/context-agent, /home/dev/.config/context-agent",
        "r, s, c, /home/dev/.local/state/context-agent/run, /home/dev/.local/state/context-agent,"
                + " /home/dev/.config/context-agent",
        "./r, /s, ../c, /s/context-agent/run, /s/context-agent, /home/dev/.config/context-agent",
    })
    void xdg_variables_count_when_they_are_absolute(
            String runtime, String state, String config, Path run, Path stateHome, Path configHome) {
        Map<String, String> environment =
                Map.of("XDG_RUNTIME_DIR", runtime, "XDG_STATE_HOME", state, "XDG_CONFIG_HOME", config);

        assertEquals(new Home(run, stateHome, configHome), Home.of(environment, USER));
    }

    @Test
    void one_variable_replaces_all_three() {
        Map<String, String> environment = Map.of(
                "CONTEXT_AGENT_HOME", "/h/./x",
                "XDG_RUNTIME_DIR", "/r",
                "XDG_STATE_HOME", "/s",
                "XDG_CONFIG_HOME", "/c");

        assertEquals(
                new Home(Path.of("/h/x/run"), Path.of("/h/x/state"), Path.of("/h/x/config")),
                Home.of(environment, USER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"home", "./home", "a/../home"})
    void a_relative_home_is_under_the_current_directory(String home) {
        Path absolute = Path.of("home").toAbsolutePath();

        assertEquals(
                absolute.resolve("run"),
                Home.of(Map.of("CONTEXT_AGENT_HOME", home), USER).run());
    }

    @Test
    void an_empty_home_counts_as_none() {
        assertEquals(Home.of(Map.of(), USER), Home.of(Map.of("CONTEXT_AGENT_HOME", ""), USER));
    }

    @Test
    void the_property_wins_over_the_environment() {
        System.setProperty(Home.PROPERTY, "/by/property");
        assertEquals(Path.of("/by/property/state"), Home.current().state());
    }

    @Test
    void without_the_property_the_environment_of_the_process_counts() {
        System.clearProperty(Home.PROPERTY);
        assertEquals(Home.of(System.getenv(), Path.of(System.getProperty("user.home"))), Home.current());
    }
}
