package org.contextagent.sensor.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.session.testing.Sessions;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageOfSessionTest {

    private static final String TOLD =
            status("'context_window_size':100000,'used_percentage':20.4," + "'current_usage':{'input_tokens':20400}");
    private static final String NOT_KNOWN =
            status("'context_window_size':100000,'used_percentage':null,'current_usage':null,'total_input_tokens':0");

    private final SettableClock clock = new SettableClock();
    private final Sessions sessions = new Sessions(Started.sensor(clock));

    private static String status(String window) {
        return "{'session_id':'s','cwd':'/p','model':'Opus','context_window':{" + window + "}}";
    }

    @Test
    @DisplayName("X10 a usage that is not known any more stays, with the time when it was last told")
    void the_last_known_usage_stays() {
        sessions.accept(TOLD);
        clock.pass(Duration.ofMinutes(3));
        Facts last = sessions.factsAfter(TOLD);
        String asOf = clock.instant().toString();
        clock.pass(Duration.ofMinutes(3));

        Facts facts = sessions.factsAfter(NOT_KNOWN);

        assertEquals(last.overlaid(Facts.of(Map.of(Fact.USAGE_AS_OF, asOf))), facts);
    }

    @Test
    @DisplayName("X10 S4 documents that go on not knowing it are no change")
    void going_on_not_knowing_is_no_change() {
        sessions.accept(TOLD);
        Facts first = sessions.factsAfter(NOT_KNOWN);
        clock.pass(Duration.ofMinutes(3));

        assertEquals(first, sessions.factsAfter(NOT_KNOWN));
        assertEquals(first, sessions.factsAfter("{'session_id':'s','cwd':'/p','hook_event_name':'Notification'}"));
    }

    @Test
    @DisplayName("X10 the next usage that is told is of now")
    void the_next_usage_is_of_now() {
        Facts before = sessions.factsAfter(TOLD);
        sessions.accept(NOT_KNOWN);

        assertEquals(before, sessions.factsAfter(TOLD));
    }

    @Test
    @DisplayName("X10 a usage that was never told is left out")
    void a_usage_that_was_never_told_is_left_out() {
        assertEquals(
                Facts.of(Map.of("session.id", "s", "model", "Opus", Fact.MAX_TOKENS, 100_000)),
                sessions.factsAfter(NOT_KNOWN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'session_id':'s','cwd':'/p'}",
                "{'session_id':'s','cwd':'/p','context_window':null,'model':null}",
                "{'session_id':'s','cwd':'/p','context_window':{},'model':{}}",
                "{'session_id':'s','cwd':'/p','context_window':'full','model':5}",
                "{'session_id':'s','cwd':'/p','context_window':{'used_percentage':'NaN','tokens_used':[]}}",
                "{'session_id':'s','cwd':'/p','context_window':{'used_percentage':null,'current_usage':null}}"
            })
    @DisplayName("X10 S2 what a session's document leaves out of model, window and usage is as it was")
    void what_is_left_out_is_as_it_was(String json) {
        Facts before = sessions.factsAfter(TOLD);

        Facts facts = sessions.factsAfter(json);

        assertEquals(
                before.overlaid(
                        Facts.of(Map.of(Fact.USAGE_AS_OF, clock.instant().toString()))),
                facts);
    }

    @Test
    @DisplayName("X10 an old usage is of the window's new size when that changes")
    void an_old_usage_follows_the_size_of_the_window() {
        sessions.accept(TOLD);

        Facts facts = sessions.factsAfter(
                status("'context_window_size':1000000,'used_percentage':null,'current_usage':null"));

        assertEquals(20_400, facts.number(Fact.TOKENS_USED).orElseThrow());
        assertEquals(2, facts.number(Fact.USAGE_PCT).orElseThrow());
    }

    @Test
    @DisplayName("X10 an old percentage without tokens stays as it was told")
    void an_old_percentage_without_tokens_stays() {
        sessions.accept(status("'context_window_size':100000,'used_percentage':20"));

        Facts facts = sessions.factsAfter(status("'context_window_size':1000000"));

        assertEquals(20, facts.number(Fact.USAGE_PCT).orElseThrow());
        assertEquals(Optional.empty(), facts.get(Fact.TOKENS_USED));
    }

    @Test
    @DisplayName("X10 a usage of 0 that is told is a usage")
    void a_usage_of_zero_is_a_usage() {
        sessions.accept(TOLD);

        Facts facts = sessions.factsAfter(status("'current_usage':{'input_tokens':0},'used_percentage':0"));

        assertEquals(0, facts.number(Fact.TOKENS_USED).orElseThrow());
        assertEquals(0, facts.number(Fact.USAGE_PCT).orElseThrow());
        assertEquals(Optional.empty(), facts.get(Fact.USAGE_AS_OF));
    }

    @Test
    @DisplayName("A5 what one session tells is not known of another, nor of the workspace")
    void sessions_are_apart() {
        sessions.accept(TOLD);

        Facts other = sessions.factsAfter("{'session_id':'t','cwd':'/p'}");
        assertEquals(Facts.of(Map.of("session.id", "t", "model", "Claude", Fact.MAX_TOKENS, 200_000)), other);
        assertEquals(
                0, sessions.factsAfter("{'cwd':'/p'}").number(Fact.TOKENS_USED).orElseThrow());
    }
}
