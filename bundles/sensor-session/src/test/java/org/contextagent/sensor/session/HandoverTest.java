package org.contextagent.sensor.session;

import static org.contextagent.sensor.session.testing.Sessions.DIRECTORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.StateKey;
import org.contextagent.sensor.session.testing.Samples;
import org.contextagent.sensor.session.testing.Sessions;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandoverTest {

    private static final Target SESSION = Target.of(Path.of("/home/dev/my-project"), Samples.CLAUDE_SESSION);

    private final SettableClock clock = new SettableClock();

    @TempDir
    Path storage;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = storage.resolve(Handover.FILE);
    }

    private SessionSensor started() {
        return new SessionSensor(clock, file);
    }

    @Test
    @DisplayName("A6 an updated sensor knows what the one before it knew")
    void an_updated_sensor_knows_what_was_known() {
        SessionSensor old = started();
        Sessions before = new Sessions(old);
        Facts known = before.factsAfter(Samples.CLAUDE);
        Facts workspace = before.factsAfter("{'model':'Opus \\ud800','cwd':'/w'}");
        Facts hooked = before.factsAfter("{'session_id':'h','hook_event_name':'Stop'}");
        Facts percentAlone = before.factsAfter("{'session_id':'p','context_window':{'used_percentage':7}}");
        var heard = clock.instant();
        old.deactivate();
        clock.pass(Duration.ofSeconds(2));

        SessionSensor updated = started();
        Sessions after = new Sessions(updated);

        assertEquals(known, after.facts(SESSION));
        assertEquals(workspace, after.facts(Target.of(Path.of("/w"))));
        assertEquals(hooked, after.facts(Target.of(DIRECTORY, "h")));
        assertEquals(percentAlone, after.facts(Target.of(DIRECTORY, "p")));
        assertEquals(
                known.overlaid(Facts.of(Map.of(Fact.USAGE_AS_OF, heard.toString()))),
                after.factsAfter("{'session_id':'" + Samples.CLAUDE_SESSION
                        + "','hook_event_name':'PostCompact','cwd':'/elsewhere'}"));
    }

    @Test
    @DisplayName("A6 an old usage is still an old one after an update")
    void an_old_usage_stays_an_old_one() {
        SessionSensor old = started();
        Sessions before = new Sessions(old);
        before.accept("{'session_id':'s','cwd':'/p','context_window':{'tokens_used':2000}}");
        clock.pass(Duration.ofSeconds(5));
        Facts known = before.factsAfter("{'session_id':'s','cwd':'/p'}");
        assertTrue(known.get(Fact.USAGE_AS_OF).isPresent());
        old.deactivate();

        assertEquals(known, new Sessions(started()).facts(Target.of(Path.of("/p"), "s")));
    }

    @Test
    @DisplayName("A6 the order in which sessions are dropped outlives an update")
    void the_order_outlives_an_update() {
        SessionSensor old = started();
        Sessions before = new Sessions(old);
        for (int i = 0; i < SessionSensor.MOST; i++) {
            before.accept("{'session_id':'s" + i + "'}");
        }
        before.accept("{'session_id':'s0','hook_event_name':'Stop'}");
        old.deactivate();

        SessionSensor updated = started();
        Sessions after = new Sessions(updated);
        after.accept("{'session_id':'one more'}");

        assertNotEquals(Facts.NONE, after.facts(Target.of(DIRECTORY, "s0")));
        assertEquals(Facts.NONE, after.facts(Target.of(DIRECTORY, "s1")));
    }

    @Test
    @DisplayName("A6 nothing stays on disk once it is taken")
    void it_is_taken_once() {
        SessionSensor old = started();
        new Sessions(old).accept(Samples.CLAUDE);
        old.deactivate();
        assertTrue(Files.exists(file));

        started();
        assertFalse(Files.exists(file));
        assertEquals(Facts.NONE, new Sessions(started()).facts(SESSION));
    }

    @Test
    @DisplayName("A6 nothing known leaves nothing")
    void nothing_known_leaves_nothing() {
        started().deactivate();

        assertFalse(Files.exists(file));
    }

    @Test
    @DisplayName("A6 what another process knew is old news")
    void another_process_is_old_news() {
        Known known = Known.after(null, Document.of(Fields.NONE, Path.of("/p").toAbsolutePath()), clock.instant());
        new Handover(file, "1@before").leave(Map.of(StateKey.session("s"), known));
        assertTrue(Files.exists(file));
        assertEquals(Map.of(), new Handover(file).take());
        assertFalse(Files.exists(file));
    }

    @Test
    @DisplayName("A6 it is left whole, for its owner alone, in a folder that may not be there yet")
    void it_is_left_in_a_folder_for_its_owner_alone() throws IOException {
        file = storage.resolve("not/yet").resolve(Handover.FILE);
        SessionSensor old = started();
        Facts known = new Sessions(old).factsAfter(Samples.CLAUDE);

        old.deactivate();

        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(storage.resolve("not/yet"))));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList(), "nothing half written is left");
        }
        assertEquals(known, new Sessions(started()).facts(SESSION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"version\":1}",
                "{\"version\":1,\"process\":\"p\",\"known\":[{}]}",
                "{\"version\":1,\"process\":\"p\",\"known\":[7]}",
                "{\"version\":2,\"process\":\"p\",\"known\":[]}"
            })
    @DisplayName("A6 what cannot be read is nothing")
    void what_cannot_be_read_is_nothing(String content) throws IOException {
        Files.writeString(file, content);

        assertEquals(Map.of(), new Handover(file, "p").take());
    }

    @Test
    @DisplayName("A6 a storage that cannot be written stops nobody")
    void a_storage_that_cannot_be_written_stops_nobody() throws IOException {
        Files.createDirectories(file.resolve("not empty"));
        SessionSensor sensor = new SessionSensor(clock, file);
        new Sessions(sensor).accept(Samples.CLAUDE);

        sensor.deactivate();

        assertTrue(Files.isDirectory(file));
    }
}
