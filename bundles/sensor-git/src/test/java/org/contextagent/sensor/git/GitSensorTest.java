package org.contextagent.sensor.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.status.Status;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.testing.Git;
import org.contextagent.sensor.git.testing.Observer;
import org.contextagent.sensor.git.testing.Sensed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component: its beginning, its end, and what it says of its own condition. */
class GitSensorTest {

    @TempDir
    Path temp;

    private Git git;

    @BeforeEach
    void begin() {
        git = Git.init(temp.resolve("repo"));
        git.commit("a", "0");
    }

    @Test
    void it_is_a_sensor_of_workspaces_named_git() {
        GitSensor sensor = new GitSensor();

        assertEquals("git", sensor.name());
        assertEquals(Sensor.Scope.WORKSPACE, sensor.scope());
        sensor.deactivate();
    }

    @Test
    @DisplayName("A2 a sensor that has ended can be asked once more and fails nobody")
    void an_ended_sensor_still_answers() {
        GitSensor sensor = new GitSensor();
        sensor.deactivate();
        sensor.deactivate();

        assertTrue(new Sensed(sensor).facts(git.folder()).flag(Fact.GIT_IS_REPO));
    }

    @Test
    void without_a_watch_service_it_senses_and_says_so_in_the_status() throws Exception {
        GitSensor sensor = new GitSensor(new Disk() {
            @Override
            public WatchService watchService() throws IOException {
                throw new IOException("User limit of inotify instances reached or too many open files");
            }
        });

        assertTrue(new Sensed(sensor).facts(git.folder()).flag(Fact.GIT_IS_REPO));
        assertEquals(Sensor.Watch.NONE, sensor.watch(Target.of(git.folder()), () -> {}));
        assertEquals(Status.Level.WARN, sensor.status().level());
        assertTrue(sensor.status().message().contains("inotify"));
        sensor.deactivate();
    }

    @Test
    @DisplayName("A2 after the sensor is deactivated no thread and no open file of it is left, and watches are dead")
    void nothing_is_left_after_deactivation() throws Exception {
        for (int i = 0; i < 20; i++) {
            GitSensor other = new GitSensor();
            new Observer(other, git.folder());
            other.deactivate();
            assertEquals(Sensor.Watch.NONE, other.watch(Target.of(git.folder()), () -> {}));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while ((threads("context-agent-sensor-git") > 0 || inotifies() > 0) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(0, threads("context-agent-sensor-git"));
        assertEquals(0, inotifies());
        assertEquals(0, threads("JGit"));
    }

    @Test
    void a_folder_that_cannot_be_watched_is_told_in_the_status() throws Exception {
        GitSensor limited = new GitSensor(new Disk() {
            @Override
            public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
                boolean registering = StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getMethodName().equals("registration")));
                if (registering) {
                    throw new IOException("User limit of inotify watches reached");
                }
                return Disk.super.attributes(path, options);
            }
        });
        try {
            assertEquals(Status.Level.OK, limited.status().level());
            try (Observer observer = new Observer(limited, git.folder())) {
                assertTrue(observer.seen().flag(Fact.GIT_IS_REPO));
                assertEquals(Status.Level.WARN, limited.status().level());
                assertTrue(limited.status().message().contains("polling_interval"));
            }
            assertEquals(Status.Level.OK, limited.status().level());
        } finally {
            limited.deactivate();
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .count();
    }

    private static long inotifies() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (var all = Files.list(descriptors)) {
            return all.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).toString().contains("inotify");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
