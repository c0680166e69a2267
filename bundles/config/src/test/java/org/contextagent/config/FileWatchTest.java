package org.contextagent.config;

import static org.contextagent.config.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.config.testing.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileWatchTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration OFTEN = Duration.ofMillis(50);

    @TempDir
    Path temporary;

    private Path folder;
    private Path file;
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private FileWatch watch;

    @BeforeEach
    void names() {
        folder = temporary.resolve("config");
        file = folder.resolve("default.json");
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private void watch(Duration interval) throws Exception {
        watch = new FileWatch(List.of(file), interval, changes::incrementAndGet, looks::incrementAndGet);
        watch.start();
    }

    private void expectChange(Action action) throws Exception {
        int before = changes.get();
        action.run();
        eventually("a change is told", () -> changes.get() > before);
    }

    @Test
    @DisplayName("C14 a file that is written, replaced or deleted is told by the folder's events alone")
    void events_tell_of_changes() throws Exception {
        Files.createDirectories(folder);
        watch(NEVER);
        eventually("the folder is watched", () -> {
            Files.writeString(file, "a" + System.nanoTime());
            return changes.get() > 0;
        });
        expectChange(() -> Files.writeString(file, "b"));
        expectChange(() ->
                Files.move(Files.writeString(folder.resolve("fresh"), "c"), file, StandardCopyOption.ATOMIC_MOVE));
        expectChange(() -> Files.delete(file));
    }

    @ParameterizedTest
    @DisplayName("C14 a folder that comes later, or that another one takes the place of, is watched too")
    @ValueSource(booleans = {true, false})
    void folders_come_and_go(boolean thereAtFirst) throws Exception {
        if (thereAtFirst) {
            Files.createDirectories(folder);
        }
        watch(OFTEN);
        expectChange(() -> Files.writeString(Files.createDirectories(folder).resolve(file.getFileName()), "a"));
        expectChange(() -> Files.move(folder, temporary.resolve("before")));
        expectChange(() -> {
            Files.createDirectories(folder);
            Files.writeString(file, "another");
        });
        expectChange(() -> Files.writeString(file, "and changed"));
    }

    @Test
    @DisplayName("C14 a change behind a link is seen by looking")
    void a_change_behind_a_link_is_seen() throws Exception {
        Path target = Files.writeString(temporary.resolve("target"), "a");
        Files.createDirectories(folder);
        Files.createSymbolicLink(file, target);
        watch(OFTEN);
        expectChange(() -> Files.writeString(target, "longer"));
    }

    @Test
    void other_files_are_no_change_and_idle_looks_are_told() throws Exception {
        Files.createDirectories(folder);
        watch(OFTEN);
        Files.writeString(folder.resolve("other.json"), "a");
        int before = looks.get();
        eventually("it looks", () -> looks.get() > before + 3);
        assertEquals(0, changes.get());
    }

    @Test
    void a_listener_that_fails_is_logged_and_told_again() throws Exception {
        Files.createDirectories(folder);
        watch = new FileWatch(
                List.of(file),
                OFTEN,
                () -> {
                    changes.incrementAndGet();
                    throw new IllegalStateException("on purpose");
                },
                looks::incrementAndGet);
        try (CapturedLog log = new CapturedLog()) {
            watch.start();
            expectChange(() -> Files.writeString(file, "a"));
            expectChange(() -> Files.writeString(file, "bc"));
            eventually("it is logged", () -> log.text().contains("on purpose"));
        }
    }

    @Test
    void its_thread_ends_with_it() throws Exception {
        watch(NEVER);
        watch.close();
        watch.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("context-agent-config-watch")));
    }

    private interface Action {
        void run() throws Exception;
    }
}
