package org.contextagent.sensor.session;

import static org.contextagent.sensor.session.testing.Sessions.DIRECTORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.session.testing.Samples;
import org.contextagent.sensor.session.testing.Sessions;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeDocumentTest {

    private final SessionSensor sensor = Started.sensor(new SettableClock());
    private final Sessions sessions = new Sessions(sensor);

    @Test
    @DisplayName("X10 the whole document of Claude Code becomes these facts and no others")
    void the_whole_document_becomes_facts() {
        Facts facts = sessions.factsAfter(Samples.CLAUDE);

        assertEquals(
                Facts.of(Map.ofEntries(
                        Map.entry("model", "Claude"),
                        Map.entry("model_id", "claude-opus-5"),
                        Map.entry("context_window.max_tokens", 200_000),
                        Map.entry("context_window.tokens_used", 26_100),
                        Map.entry("context_window.usage_pct", 13),
                        Map.entry("session.id", Samples.CLAUDE_SESSION),
                        Map.entry("session.name", "fix-parser"),
                        Map.entry("session.tool_version", "2.1.251"),
                        Map.entry("session.effort", "high"),
                        Map.entry("session.thinking", true),
                        Map.entry("session.output_style", "default"),
                        Map.entry("cost.total_usd", 0.4183),
                        Map.entry("cost.lines_added", 156),
                        Map.entry("cost.lines_removed", 23),
                        Map.entry("rate_limits.five_hour.used_pct", 23.5),
                        Map.entry("rate_limits.five_hour.resets_at", 1_795_433_600L),
                        Map.entry("rate_limits.seven_day.used_pct", 41.2),
                        Map.entry("rate_limits.seven_day.resets_at", 1_795_865_600L),
                        Map.entry("pr.number", 1234),
                        Map.entry("pr.url", "https://github.com/acme/my-project/pull/1234"),
                        Map.entry("pr.review_state", "pending"))),
                facts);
    }

    @Test
    @DisplayName("X10 the document's session and folder are its target, and the session goes on")
    void the_session_in_its_folder_is_the_target() {
        var accepted = sessions.accept(Samples.CLAUDE);

        assertEquals(Target.of(Path.of("/home/dev/my-project"), Samples.CLAUDE_SESSION), accepted.target());
        assertFalse(accepted.ended());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'model':{'display_name':'Opus','id':'claude-opus-5'}}; Opus; claude-opus-5",
                "{'model':{'id':'claude-opus-5'}}; claude-opus-5; claude-opus-5",
                "{'model':{'display_name':null,'id':'claude-opus-5'}}; claude-opus-5; claude-opus-5",
                "{'model':{'display_name':'','id':'claude-opus-5'}}; claude-opus-5; claude-opus-5",
                "{'model':{'display_name':7,'id':'claude-opus-5'}}; claude-opus-5; claude-opus-5",
                "{'model':{'display_name':'Opus','id':[]}}; Opus;",
                "{'model':'Opus'}; Opus;",
                "{'model':{}}; Claude;",
                "{'model':null}; Claude;",
                "{'model':42}; Claude;",
                "{'model':'  '}; Claude;",
                "{'model':['Opus']}; Claude;",
                "{}; Claude;"
            })
    @DisplayName("X10 the model is the display name, else the id, else the text, else Claude")
    void the_model_is_the_first_that_is_told(String json, String model, String id) {
        Facts facts = sessions.factsAfter(json);

        assertEquals(Optional.of(model), facts.text(Fact.MODEL));
        assertEquals(Optional.ofNullable(id), facts.text(Fact.MODEL_ID));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'workspace':{'current_dir':'/a'},'cwd':'/b','workspace_path':'/c'}; /a",
                "{'workspace':{'current_dir':null},'cwd':'/b','workspace_path':'/c'}; /b",
                "{'workspace':null,'cwd':'','workspace_path':'/c'}; /c",
                "{'workspace':'/x','cwd':5,'workspace_path':['/c']}; /home/dev/here",
                "{}; /home/dev/here",
                "{'cwd':'sub/dir'}; /home/dev/here/sub/dir",
                "{'cwd':'../up'}; /home/dev/up",
                "{'cwd':'/a/./b/../c/'}; /a/c",
                "{'cwd':'~/x'}; /home/dev/here/~/x",
                "{'cwd':'/a\\u0000b'}; /home/dev/here",
                "{'cwd':'/with blank/and \\\" quote'}; /with blank/and \" quote",
            })
    @DisplayName("X10 the folder is current_dir, else cwd, else workspace_path, else the one that stands in")
    void the_folder_is_the_first_that_is_told(String json, String folder) {
        assertEquals(Target.of(Path.of(folder)), sessions.accept(json).target());
    }

    @Test
    @DisplayName("X5 a path that is too long to be one is ignored")
    void a_path_that_is_too_long_is_ignored() {
        assertEquals(
                Target.of(DIRECTORY),
                sessions.accept("{'cwd':'/" + "x".repeat(5_000) + "'}").target());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'context_window_size':1000000,'max_tokens':5; 1000000",
                "'context_window_size':null,'max_tokens':5; 5",
                "'context_window_size':'1000'; 1000",
                "'context_window_size':1000.9; 1000",
                "'context_window_size':'1e3'; 1000",
                "'context_window_size':true; 200000",
                "'context_window_size':'many'; 200000",
                "'context_window_size':-1; 0",
                "'context_window_size':0; 0",
                "'context_window_size':NaN; 200000",
                "'context_window_size':'NaN'; 200000",
                "'context_window_size':Infinity; 200000",
                "'context_window_size':1e400; 200000",
                "'context_window_size':99999999999999999999999; 9223372036854775807",
            })
    @DisplayName("X10 the window's size is context_window_size, else max_tokens, else 200000; S3 never below 0")
    void the_window_is_the_first_that_is_told(String fields, long size) {
        Facts facts = sessions.factsAfter("{'context_window':{" + fields + "}}");

        assertEquals(OptionalLong.of(size), facts.number(Fact.MAX_TOKENS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'current_usage':{'input_tokens':2100,'cache_creation_input_tokens':4000,'cache_read_input_tokens':20000,"
                        + "'output_tokens':9999},'total_input_tokens':7,'tokens_used':8; 26100; 13",
                "'current_usage':{'input_tokens':50000},'total_input_tokens':7; 50000; 25",
                "'current_usage':{'input_tokens':-5,'cache_read_input_tokens':2000}; 2000; 1",
                "'current_usage':{'input_tokens':'2000','cache_read_input_tokens':2000.7}; 4000; 2",
                "'current_usage':{'input_tokens':9223372036854775807,'cache_read_input_tokens':5}; 9223372036854775807; 100",
                "'current_usage':{'output_tokens':5},'total_input_tokens':20000; 20000; 10",
                "'current_usage':{},'tokens_used':20000; 20000; 10",
                "'current_usage':null,'used_percentage':null,'total_input_tokens':20000; 20000; 10",
                "'current_usage':7,'total_input_tokens':null,'tokens_used':20000; 20000; 10",
                "'tokens_used':20000; 20000; 10",
                "'tokens_used':-20000; 0; 0",
                "'tokens_used':400000; 400000; 100",
                "'tokens_used':[1]; 0; 0",
                "'total_input_tokens':0; 0; 0",
                "'tokens_used':20000,'used_percentage':42; 20000; 42",
                "'tokens_used':20000,'used_percentage':42.9; 20000; 42",
                "'tokens_used':20000,'used_percentage':'42'; 20000; 42",
                "'tokens_used':20000,'used_percentage':-3; 20000; 0",
                "'tokens_used':20000,'used_percentage':250; 20000; 100",
                "'tokens_used':20000,'used_percentage':1e300; 20000; 100",
                "'tokens_used':20000,'used_percentage':'n/a'; 20000; 10",
                "'tokens_used':20000,'used_percentage':NaN; 20000; 10",
                "'tokens_used':20000,'max_tokens':0; 20000; 0",
                "'tokens_used':1,'max_tokens':3; 1; 33",
            })
    @DisplayName("X10 X4 S3 used tokens and percentage by the first field that is a number")
    void the_usage_is_the_first_that_is_told(String fields, long tokens, long percent) {
        Facts facts = sessions.factsAfter("{'context_window':{" + fields + "}}");

        assertEquals(OptionalLong.of(tokens), facts.number(Fact.TOKENS_USED));
        assertEquals(OptionalLong.of(percent), facts.number(Fact.USAGE_PCT));
    }

    @Test
    @DisplayName("X10 a percentage alone is a usage whose tokens are not known")
    void a_percentage_alone_has_no_tokens() {
        Facts facts = sessions.factsAfter("{'context_window':{'used_percentage':42,'current_usage':null}}");

        assertEquals(OptionalLong.of(42), facts.number(Fact.USAGE_PCT));
        assertEquals(Optional.empty(), facts.get(Fact.TOKENS_USED));
    }

    @Test
    @DisplayName("X10 the name of a linked work tree comes from either place, the work tree's own first")
    void a_linked_work_tree_is_named() {
        assertEquals(
                Optional.of("one"),
                sessions.factsAfter("{'workspace':{'git_worktree':'one'}}").text("session.worktree.name"));
        Facts both = sessions.factsAfter(
                "{'workspace':{'git_worktree':'one'},'worktree':{'name':'two','path':'/w','branch':'fix'}}");
        assertEquals(Optional.of("two"), both.text("session.worktree.name"));
        assertEquals(Optional.of("fix"), both.text("session.worktree.branch"));
    }

    @Test
    @DisplayName("X10 facts that the next status document leaves out are gone")
    void facts_that_are_left_out_are_gone() {
        sessions.accept("{'session_id':'s','pr':{'number':5},'cost':{'total_cost_usd':1}}");

        Facts facts = sessions.factsAfter("{'session_id':'s','cost':{'total_cost_usd':2}}");

        assertEquals(Optional.empty(), facts.get(SessionFact.PR_NUMBER));
        assertEquals(Optional.of(2.0), facts.get(SessionFact.COST_USD));
    }

    @Test
    @DisplayName("S2 S3 odd values of the other fields are left out, negative ones are 0")
    void odd_values_are_left_out() {
        Facts facts = sessions.factsAfter("""
                {'session_id':'s','session_name':7,'version':2.1,'output_style':'default','effort':'high',
                 'thinking':{'enabled':'yes'},'cost':{'total_cost_usd':'-0.5','total_lines_added':-4,'total_lines_removed':{}},
                 'rate_limits':{'five_hour':{'used_percentage':'12.5','resets_at':'soon'},'seven_day':null},
                 'pr':{'number':1e400,'url':null,'review_state':['x']}}
                """);

        assertEquals(
                Facts.of(Map.of(
                        "model",
                        "Claude",
                        "context_window.max_tokens",
                        200_000,
                        "session.id",
                        "s",
                        "cost.total_usd",
                        0.0,
                        "cost.lines_added",
                        0,
                        "rate_limits.five_hour.used_pct",
                        12.5)),
                facts);
    }

    @Test
    @DisplayName("X8 text is kept as it came, but cut and without halves of characters")
    void text_is_cut_and_well_formed() {
        Facts facts = sessions.factsAfter("{'model':'a\\u001b[31m\\n\\ud800z','session_name':'" + "😀".repeat(600)
                + "x','version':'" + "x" + "😀".repeat(600) + "'}");

        assertEquals(Optional.of("a\u001b[31m\n\uFFFDz"), facts.text(Fact.MODEL));
        assertEquals(Optional.of("😀".repeat(500)), facts.text(Fact.SESSION_NAME));
        assertEquals(Optional.of("x" + "😀".repeat(499)), facts.text(SessionFact.TOOL_VERSION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'  a b  '", "'\\u0000a b\\n'", "' \\u001ba\\u007f b'", "'a\\u200b \\u202eb'", "'\\ud800a b'"})
    @DisplayName("X8 the session's identifier loses blanks around it and everything that is not printable")
    void the_session_identifier_is_made_safe(String id) {
        assertEquals(
                Optional.of("a b"),
                sessions.accept("{'session_id':" + id + "}").target().session());
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'   '", "'\\n\\t'", "null", "7", "true", "{}", "['a']"})
    @DisplayName("X5 a document without a usable session identifier is about the workspace itself")
    void no_session_is_the_workspace_itself(String id) {
        Target target = sessions.accept("{'session_id':" + id + "}").target();

        assertEquals(Target.of(DIRECTORY), target);
        assertEquals(Optional.empty(), sessions.facts(target).get(Fact.SESSION_ID));
    }

    @Test
    @DisplayName("X5 a session's identifier is cut at 200 characters, never through one")
    void a_long_session_identifier_is_cut() {
        String id = sessions.accept("{'session_id':'" + "x".repeat(199) + "😀" + "y".repeat(300) + "'}")
                .target()
                .session()
                .orElseThrow();

        assertEquals("x".repeat(199), id);
        assertTrue(sessions.accept("{'session_id':'" + "z".repeat(5_000) + "'}")
                .target()
                .session()
                .filter("z".repeat(200)::equals)
                .isPresent());
    }
}
