package org.contextagent.sensor.session;

import static org.contextagent.sensor.session.testing.Sessions.DIRECTORY;
import static org.contextagent.sensor.session.testing.Sessions.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.sensor.DocumentSensor.Preview;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.session.testing.Samples;
import org.contextagent.sensor.session.testing.Sessions;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionSensorTest {

    private final SettableClock clock = new SettableClock();
    private final SessionSensor sensor = Started.sensor(clock);
    private final Sessions sessions = new Sessions(sensor);

    @Test
    @DisplayName("A5 it is asked for each session and has nothing to watch")
    void it_is_asked_for_each_session() {
        assertEquals("session", sensor.name());
        assertEquals(Sensor.Scope.SESSION, sensor.scope());
        assertSame(Sensor.Watch.NONE, sensor.watch(Target.of(DIRECTORY), () -> {}));
    }

    @Test
    @DisplayName("S2 nothing is known of a target without a document")
    void nothing_is_known_without_a_document() {
        assertEquals(Facts.NONE, sessions.facts(Target.of(DIRECTORY)));
        assertEquals(Facts.NONE, sessions.facts(Target.of(DIRECTORY, "s")));
    }

    @Test
    @DisplayName("A5 a session is known in whatever folder it is asked for")
    void a_session_is_known_in_any_folder() {
        Facts facts = sessions.factsAfter("{'session_id':'s','cwd':'/p','model':'Opus'}");

        assertEquals(facts, sessions.facts(Target.of(Path.of("/other").toAbsolutePath(), "s")));
    }

    @Test
    @DisplayName("A5 each workspace has its own documents")
    void each_workspace_has_its_own() {
        sessions.accept("{'cwd':'/p','model':'Opus'}");
        sessions.accept("{'cwd':'/q','model':'Haiku'}");

        assertEquals(
                Optional.of("Opus"), sessions.facts(Target.of(Path.of("/p"))).text(Fact.MODEL));
        assertEquals(
                Optional.of("Haiku"), sessions.facts(Target.of(Path.of("/q"))).text(Fact.MODEL));
    }

    @Test
    @DisplayName("A4 a preview says what a document would lead to and keeps nothing")
    void a_preview_keeps_nothing() {
        String first = "{'session_id':'s','cwd':'/p','model':'Opus','context_window':{'tokens_used':2000}}";
        String second = "{'session_id':'s','cwd':'/q','context_window':{'max_tokens':100000}}";

        Preview unknown = sensor.preview(document(first));
        assertEquals(Facts.NONE, sessions.facts(unknown.target()));
        assertEquals(unknown.facts(), sessions.factsAfter(first));

        clock.pass(Duration.ofSeconds(1));
        Facts before = sessions.facts(unknown.target());
        Preview known = sensor.preview(document(second));
        assertEquals(before, sessions.facts(unknown.target()));
        assertEquals(known, new Preview(sessions.accept(second).target(), sessions.facts(known.target())));
    }

    @Test
    @DisplayName("A4 a preview learns no names of models")
    void a_preview_learns_nothing() {
        sensor.preview(document("{'session_id':'s','model':{'id':'m-1','display_name':'Opus'}}"));

        assertEquals(
                Optional.of("m-1"),
                sessions.factsAfter("{'session_id':'s','hook_event_name':'SessionStart','model':'m-1'}")
                        .text(Fact.MODEL));
    }

    @Test
    @DisplayName("X7 the same document again changes nothing, whatever it says")
    void the_same_document_again_changes_nothing() {
        Facts first = sessions.factsAfter(Samples.CLAUDE);
        clock.pass(Duration.ofHours(1));

        assertEquals(first, sessions.factsAfter(Samples.CLAUDE));
    }

    @Test
    @DisplayName("A5 of more than 1,000 sessions those not heard of for the longest time are dropped")
    void the_oldest_sessions_are_dropped() {
        for (int i = 0; i < SessionSensor.MOST; i++) {
            sessions.accept("{'session_id':'s" + i + "'}");
        }
        sessions.accept("{'session_id':'s0','hook_event_name':'Stop'}");
        sessions.facts(Target.of(DIRECTORY, "s1"));
        sensor.preview(document("{'session_id':'s1'}"));

        sessions.accept("{'session_id':'one more'}");

        assertEquals(Facts.NONE, sessions.facts(Target.of(DIRECTORY, "s1")));
        assertNotEquals(Facts.NONE, sessions.facts(Target.of(DIRECTORY, "s0")));
        assertNotEquals(Facts.NONE, sessions.facts(Target.of(DIRECTORY, "s2")));
        assertNotEquals(Facts.NONE, sessions.facts(Target.of(DIRECTORY, "one more")));
    }

    @Test
    @DisplayName("A5 hostile identifiers of sessions take a bounded room")
    void any_number_of_sessions_takes_bounded_room() {
        for (int i = 0; i < 5 * SessionSensor.MOST; i++) {
            sessions.accept("{'session_id':'" + "x".repeat(150) + i + "'}");
        }

        long known = 0;
        for (int i = 0; i < 5 * SessionSensor.MOST; i++) {
            known += sessions.facts(Target.of(DIRECTORY, "x".repeat(150) + i)).isEmpty() ? 0 : 1;
        }
        assertEquals(SessionSensor.MOST, known);
    }

    @Test
    @DisplayName("E9 documents from many threads at once are each taken in")
    void documents_may_come_from_many_threads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int own = thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        sessions.accept("{'session_id':'own" + own + "','context_window':{'tokens_used':" + i + "}}");
                        sessions.accept("{'session_id':'shared" + i % 7 + "','model':'M" + own + "'}");
                        assertEquals(
                                i,
                                sessions.facts(Target.of(DIRECTORY, "own" + own))
                                        .number(Fact.TOKENS_USED)
                                        .orElseThrow());
                        if (i % 50 == 0) {
                            sensor.forget("shared" + i % 7);
                        }
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
