package org.contextagent.sensor.session;

import static org.contextagent.sensor.session.testing.Sessions.DIRECTORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.session.testing.Sessions;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainDocumentTest {

    private static final Facts DEFAULTS = Facts.of(Map.of(
            "model", "Claude",
            "context_window.max_tokens", 200_000,
            "context_window.tokens_used", 0,
            "context_window.usage_pct", 0));

    private final Sessions sessions = new Sessions(Started.sensor(new SettableClock()));

    @Test
    @DisplayName("X1 all fields of the plain document count")
    void all_fields_count() {
        var accepted = sessions.accept(
                "{'model':'Opus','workspace_path':'/p','context_window':{'max_tokens':1000,'tokens_used':250}}");

        assertEquals(Target.of(Path.of("/p")), accepted.target());
        assertFalse(accepted.ended());
        assertEquals(
                Facts.of(Map.of(
                        "model", "Opus",
                        "context_window.max_tokens", 1000,
                        "context_window.tokens_used", 250,
                        "context_window.usage_pct", 25)),
                sessions.facts(accepted.target()));
    }

    static String[] nothing_to_say() {
        return new String[] {
            "",
            " \n",
            "{}",
            "null",
            "[]",
            "[{'model':'x'}]",
            "'text'",
            "7",
            "not json",
            "{'model':'x'",
            "{'model':'x'}}",
            "{'model':'x'} {'model':'y'}",
            "{'model':'x',}",
            "{model:'x'}",
            "{'model':'x'} trailing",
            "{'model':" + "[".repeat(100_000),
            "{'x':" + "[".repeat(65) + "]".repeat(65) + ",'model':'x'}",
            "{'model':'" + "x".repeat(ToolDocument.MAX_STRING + 1) + "'}",
            "{'model':'x','" + "n".repeat(ToolDocument.MAX_NAME + 1) + "':1}",
            "{'model':'x','context_window':{'tokens_used':" + "9".repeat(ToolDocument.MAX_NUMBER + 1) + "}}",
            "{'model':'x','y':'" + "z".repeat(ToolDocument.MAX_BYTES) + "'}",
            "{'context_window':{'max_tokens':null,'tokens_used':null}}",
            "{'context_window':null}",
            "{'context_window':[],'model':{},'workspace_path':{},'session_id':null,'agent_id':null}",
            "{'model.id':'x','context_window.tokens_used':5,'unknown':{'model':'y','session_id':'z'}}",
        };
    }

    @ParameterizedTest
    @MethodSource("nothing_to_say")
    @DisplayName("X5 what is no document, says nothing or passes a limit gives the defaults")
    void nothing_to_say_gives_the_defaults(String json) {
        var accepted = sessions.accept(json);

        assertEquals(Target.of(DIRECTORY), accepted.target());
        assertEquals(DEFAULTS, sessions.facts(accepted.target()));
    }

    @Test
    @DisplayName("X7 a document without a session depends on nothing that was before")
    void a_document_without_a_session_depends_on_nothing_before() {
        sessions.accept(
                "{'model':'Opus','cost':{'total_cost_usd':1},'context_window':{'max_tokens':1000,'tokens_used':250}}");

        assertEquals(DEFAULTS, sessions.factsAfter("{}"));
    }

    @Test
    @DisplayName("X10 a usage that the tool does not know is no usage")
    void a_usage_that_is_not_known_is_none() {
        sessions.accept("{'context_window':{'tokens_used':250}}");

        assertEquals(
                Facts.of(Map.of("model", "Claude", "context_window.max_tokens", 200_000)),
                sessions.factsAfter(
                        "{'context_window':{'used_percentage':null,'current_usage':null,'total_input_tokens':0}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'a','model':'b'}",
                "{'model':{'id':'x','display_name':'a'},'model':'b'}",
                "{'model':'a','model':{'display_name':'b'}}",
                "{'model':{'display_name':'b','display_name':5,'display_name':'b'}}"
            })
    @DisplayName("X5 of a field that is there twice the last one counts, whatever the first was")
    void the_last_of_two_fields_counts(String json) {
        assertEquals(Optional.of("b"), sessions.factsAfter(json).text("model"));
        assertEquals(Optional.empty(), sessions.factsAfter(json).text("model_id"));
    }

    @Test
    @DisplayName("X5 of an object that is there twice the last one alone counts")
    void the_last_of_two_objects_counts() {
        Facts facts = sessions.factsAfter(
                "{'context_window':{'tokens_used':50000,'max_tokens':100000},'context_window':{'tokens_used':20000}}");

        assertEquals(20_000, facts.number("context_window.tokens_used").orElseThrow());
        assertEquals(200_000, facts.number("context_window.max_tokens").orElseThrow());
    }

    @Test
    @DisplayName("X5 what is not read may be as long as the document may be")
    void what_is_not_read_may_be_long() {
        assertEquals(
                Optional.of("b"),
                sessions.factsAfter("{'tool_response':'" + "z".repeat(900_000) + "','model':'b'}")
                        .text("model"));
    }
}
