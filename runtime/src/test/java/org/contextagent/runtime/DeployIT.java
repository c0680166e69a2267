package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.contextagent.runtime.testing.Assembled;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.RunningAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder whose bundles come and go while the agent runs. */
class DeployIT {

    @TempDir
    Path folder;

    private RunningAgent agent;

    @BeforeEach
    void start() throws Exception {
        agent = new RunningAgent();
        agent.start(folder);
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
    }

    @Test
    @DisplayName("A6 a sensor's jar that is taken out takes its facts along, and putting it back brings them again")
    void a_sensors_jar_can_be_taken_out_and_put_back() throws Exception {
        Path jar = jar("org.contextagent.sensor.cwd-");
        long pid = agent.process().pid();
        Eventually.equal(name(folder), this::workspaceName, "workspace.name");

        Path aside = Files.move(jar, folder.resolve("aside.jar"));
        Eventually.equal("", this::workspaceName, "workspace.name without the sensor");
        Files.move(aside, jar);
        Eventually.equal(name(folder), this::workspaceName, "workspace.name with the sensor again");

        assertEquals(pid, agent.process().pid());
        assertTrue(agent.log("ERROR").isEmpty(), agent.log("ERROR").toString());
    }

    @Test
    void what_was_taken_out_stays_out_after_a_restart() throws Exception {
        Files.delete(jar("org.contextagent.sensor.git-"));
        agent.command("restart").done();

        assertTrue(Installation.jars(agent.deploy()).stream()
                .noneMatch(jar -> name(jar).contains("sensor.git")));
        assertEquals(
                Assembled.jars("deploy").size() - 1,
                Installation.jars(agent.deploy()).size());
    }

    private Path jar(String start) throws Exception {
        return Installation.jars(agent.deploy()).stream()
                .filter(jar -> name(jar).startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private String workspaceName() throws Exception {
        return agent.command("state", "--json").json().at("/workspace/name").asText();
    }
}
