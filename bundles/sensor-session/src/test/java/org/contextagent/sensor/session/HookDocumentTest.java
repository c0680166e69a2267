package org.contextagent.sensor.session;

import static org.contextagent.sensor.session.testing.Sessions.DIRECTORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.session.testing.Sessions;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookDocumentTest {

    private static final String STATUS = """
            {'session_id':'s','cwd':'/p','model':{'id':'claude-opus-5','display_name':'Opus'},'cost':{'total_cost_usd':1.5},
             'context_window':{'context_window_size':100000,'used_percentage':20,'current_usage':{'input_tokens':20000}}}
            """;
    private static final Target SESSION = Target.of(Path.of("/p"), "s");

    private final SettableClock clock = new SettableClock();
    private final SessionSensor sensor = Started.sensor(clock);
    private final Sessions sessions = new Sessions(sensor);

    private static String hook(String event, String fields) {
        return "{'session_id':'s','hook_event_name':'" + event + "'" + fields + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Notification",
                "Stop",
                "UserPromptSubmit",
                "PostToolUse",
                "SubagentStop",
                "SomethingNew",
                "status"
            })
    @DisplayName("X10 a hook that tells nothing of the session leaves everything as it was")
    void a_hook_leaves_everything_as_it_was(String event) {
        Facts before = sessions.factsAfter(STATUS);
        clock.pass(Duration.ofSeconds(7));

        var accepted = sessions.accept(hook(
                event, ",'cwd':'/elsewhere','model':'Other','context_window':{'tokens_used':1},'prompt':'secret'"));

        assertEquals(SESSION, accepted.target());
        assertFalse(accepted.ended());
        assertEquals(before, sessions.facts(SESSION));
    }

    @ParameterizedTest
    @CsvSource({"UserPromptSubmit", "PostToolUse", "Stop"})
    @DisplayName("X10 prompts and what tools read and write are never kept")
    void prompts_and_tool_input_are_not_kept(String event) {
        Facts facts = sessions.factsAfter(hook(
                event,
                ",'cwd':'/p','prompt':'a secret','tool_name':'Bash','tool_input':{'command':'a secret'},"
                        + "'transcript_path':'/a/secret','tool_response':{'model':'a secret'}"));

        assertEquals(Facts.of(Map.of("session.id", "s")), facts);
        assertFalse(sensor.toString().contains("secret"));
    }

    @Test
    @DisplayName("X10 a session that a hook tells first has nothing but its identifier")
    void a_session_may_start_with_any_hook() {
        var accepted = sessions.accept(hook("Notification", ",'cwd':'/p'"));

        assertEquals(SESSION, accepted.target());
        assertEquals(Facts.of(Map.of("session.id", "s")), sessions.facts(SESSION));
        assertEquals(
                Target.of(DIRECTORY, "t"),
                sessions.accept("{'session_id':'t','hook_event_name':'Stop'}").target());
    }

    @Test
    @DisplayName("X10 SessionStart tells model and folder, and resets nothing")
    void session_start_tells_model_and_folder() {
        assertEquals(
                Facts.of(Map.of("session.id", "s", "model", "claude-sonnet-5")),
                sessions.factsAfter(hook("SessionStart", ",'source':'startup','cwd':'/p','model':'claude-sonnet-5'")));

        Facts before = sessions.factsAfter(STATUS);
        assertEquals(before, sessions.factsAfter(hook("SessionStart", ",'source':'resume'")));
        assertEquals(before, sessions.factsAfter(hook("SessionStart", ",'source':'resume','model':'claude-opus-5'")));
        assertEquals(
                Target.of(Path.of("/q"), "s"),
                sessions.accept(hook("SessionStart", ",'cwd':'/q'")).target());
    }

    @Test
    @DisplayName("X10 SessionStart after a clear has an empty window, after a compaction an unknown one")
    void session_start_says_what_became_of_the_window() {
        sessions.accept(STATUS);
        Facts compacted = sessions.factsAfter(hook("SessionStart", ",'source':'compact'"));
        assertEquals(20, compacted.number(Fact.USAGE_PCT).orElseThrow());
        assertTrue(compacted.get(Fact.USAGE_AS_OF).isPresent());

        Facts cleared = sessions.factsAfter(hook("SessionStart", ",'source':'clear'"));
        assertEquals(Optional.empty(), cleared.get(Fact.USAGE_PCT));
        assertEquals(Optional.empty(), cleared.get(Fact.TOKENS_USED));
        assertEquals(Optional.empty(), cleared.get(Fact.USAGE_AS_OF));
        assertEquals(Optional.of("Opus"), cleared.text(Fact.MODEL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                ",'old_cwd':'/p','new_cwd':'/q'; /q",
                ",'old_cwd':'/p','new_cwd':'/q','cwd':'/p'; /q",
                ",'new_cwd':null,'cwd':'/q'; /q",
                ",'new_cwd':'sub'; /home/dev/here/sub",
                ",'new_cwd':7; /p",
                "; /p"
            })
    @DisplayName("X10 CwdChanged moves the session and changes nothing else")
    void cwd_changed_moves_the_session(String fields, String folder) {
        Facts before = sessions.factsAfter(STATUS);

        var accepted = sessions.accept(hook("CwdChanged", fields == null ? "" : fields));

        assertEquals(Target.of(Path.of(folder), "s"), accepted.target());
        assertEquals(before, sessions.facts(accepted.target()));
        assertEquals(
                accepted.target(), sessions.accept(hook("Stop", ",'cwd':'/p'")).target());
    }

    @Test
    @DisplayName("X10 PostModelSwitch changes the model and nothing else")
    void post_model_switch_changes_the_model() {
        sessions.accept(STATUS);

        Facts facts = sessions.factsAfter(
                hook("PostModelSwitch", ",'from_model':'claude-opus-5','to_model':'claude-haiku-5','model':'x'"));

        assertEquals(Optional.of("claude-haiku-5"), facts.text(Fact.MODEL));
        assertEquals(Optional.empty(), facts.text(Fact.MODEL_ID));
        assertEquals(20, facts.number(Fact.USAGE_PCT).orElseThrow());
        assertEquals(Optional.of(1.5), facts.get(SessionFact.COST_USD));
        assertEquals(facts, sessions.factsAfter(hook("PostModelSwitch", ",'to_model':null")));
    }

    @Test
    @DisplayName("X10 a hook's identifier of a model is the name that a status document told for it")
    void a_model_is_known_by_its_identifier() {
        sessions.accept("{'session_id':'other','model':{'id':'claude-haiku-5','display_name':'Haiku'}}");
        Facts before = sessions.factsAfter(STATUS);

        assertEquals(before, sessions.factsAfter(hook("PostModelSwitch", ",'to_model':'claude-opus-5'")));
        assertEquals(before, sessions.factsAfter(hook("PostModelSwitch", ",'to_model':'Opus'")));

        Facts facts = sessions.factsAfter(hook("PostModelSwitch", ",'to_model':'claude-haiku-5'"));
        assertEquals(Optional.of("Haiku"), facts.text(Fact.MODEL));
        assertEquals(Optional.of("claude-haiku-5"), facts.text(Fact.MODEL_ID));

        assertEquals(
                before,
                sessions.factsAfter(
                        hook("PostModelSwitch", ",'to_model':{'id':'claude-opus-5','display_name':'Opus'}")));
    }

    @Test
    @DisplayName("X10 of the models whose names are remembered the one used least goes first")
    void few_names_of_models_are_remembered() {
        ModelNames names = new ModelNames();
        for (int i = 0; i < 101; i++) {
            names.learn(new Model("Name " + i, Optional.of("id-" + i)));
        }

        assertEquals("id-0", names.named(new Model("id-0", Optional.empty())).name());
        assertEquals(
                "Name 100", names.named(new Model("id-100", Optional.empty())).name());
    }

    @Test
    @DisplayName("X7 a plain document's model is taken as it is")
    void a_plain_model_is_taken_as_it_is() {
        sessions.accept(STATUS);

        assertEquals(
                Optional.of("claude-opus-5"),
                sessions.factsAfter("{'model':'claude-opus-5'}").text(Fact.MODEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PreCompact", "PostCompact"})
    @DisplayName("X10 a compaction makes the usage one of the past until the next answer")
    void a_compaction_makes_the_usage_old(String event) {
        sessions.accept(STATUS);
        Instant told = clock.instant();
        clock.pass(Duration.ofMinutes(1));

        Facts facts = sessions.factsAfter(hook(event, ""));
        assertEquals(20, facts.number(Fact.USAGE_PCT).orElseThrow());
        assertEquals(Optional.of(told.toString()), facts.text(Fact.USAGE_AS_OF));
        clock.pass(Duration.ofMinutes(1));
        assertEquals(facts, sessions.factsAfter(hook(event, "")));
        assertEquals(facts, sessions.factsAfter(hook("Stop", "")));

        assertEquals(Optional.empty(), sessions.factsAfter(STATUS).get(Fact.USAGE_AS_OF));
    }

    @Test
    @DisplayName("X10 a compaction of a session whose usage was never told says nothing of it")
    void a_compaction_before_any_usage() {
        assertEquals(Facts.of(Map.of("session.id", "s")), sessions.factsAfter(hook("PostCompact", "")));
    }

    @Test
    @DisplayName("X10 SessionEnd ends the session; the agent has it forgotten")
    void session_end_ends_the_session() {
        Facts before = sessions.factsAfter(STATUS);

        var accepted = sessions.accept(hook("SessionEnd", ",'reason':'exit','cwd':'/elsewhere'"));
        assertEquals(SESSION, accepted.target());
        assertTrue(accepted.ended());
        assertEquals(before, sessions.facts(SESSION));

        sensor.forget("s");
        assertEquals(Facts.NONE, sessions.facts(SESSION));
    }

    @Test
    @DisplayName("X10 the end of a session that is not known makes none")
    void the_end_of_an_unknown_session_makes_none() {
        var accepted = sessions.accept(hook("SessionEnd", ",'cwd':'/p'"));

        assertTrue(accepted.ended());
        assertEquals(SESSION, accepted.target());
        assertEquals(Facts.NONE, sessions.facts(SESSION));
    }

    @Test
    @DisplayName("X10 without a session there is none to end")
    void without_a_session_nothing_ends() {
        assertFalse(
                sessions.accept("{'hook_event_name':'SessionEnd','cwd':'/p'}").ended());
    }

    @Test
    @DisplayName("X10 hooks without a session are about the workspace itself")
    void hooks_without_a_session_are_about_the_workspace() {
        Facts facts = sessions.factsAfter("{'hook_event_name':'SessionStart','model':'Opus','cwd':'/w'}");

        assertEquals(Facts.of(Map.of("model", "Opus")), facts);
        assertEquals(facts, sessions.facts(Target.of(Path.of("/w"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Status", "SessionStart", "CwdChanged", "PostModelSwitch", "PreCompact", "SessionEnd", "Stop"})
    @DisplayName("X10 a helper inside the session overwrites nothing of it and does not end it")
    void a_helper_overwrites_nothing(String event) {
        Facts before = sessions.factsAfter(STATUS);

        var accepted = sessions.accept(hook(
                event,
                ",'agent_id':'h1','cwd':'/helper','new_cwd':'/helper','model':'Haiku','to_model':'Haiku','source':'clear',"
                        + "'context_window':{'tokens_used':7},'cost':{'total_cost_usd':9}"));

        assertEquals(SESSION, accepted.target());
        assertFalse(accepted.ended());
        assertEquals(before, sessions.facts(SESSION));
    }

    @Test
    @DisplayName("X10 a helper may be the first to tell of a session")
    void a_helper_may_come_first() {
        var accepted = sessions.accept("{'session_id':'s','agent_id':7,'cwd':'/p','model':'Haiku'}");

        assertEquals(SESSION, accepted.target());
        assertEquals(Facts.of(Map.of("session.id", "s")), sessions.facts(SESSION));
        assertEquals(Optional.of("Opus"), sessions.factsAfter(STATUS).text(Fact.MODEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "' '"})
    @DisplayName("X10 an empty agent_id is no helper")
    void an_empty_agent_id_is_no_helper(String id) {
        assertEquals(
                Optional.of("Opus"),
                sessions.factsAfter("{'session_id':'s','agent_id':" + id + ",'model':'Opus'}")
                        .text(Fact.MODEL));
    }
}
