package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.GitRepository;
import org.contextagent.runtime.testing.Hostile;
import org.contextagent.runtime.testing.Json;
import org.contextagent.runtime.testing.Printable;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.SensorScript;
import org.contextagent.runtime.testing.SensorScript.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code context_sensor.sh} with the real agent and without one: nobody can tell which of them made the line. */
@Timeout(600)
class ScriptIT {

    private static final int HOSTILE_FOLDERS = 100;
    private static final int DOCUMENTS_OF_EACH = 5;

    /** Much more than the script ever waits; a machine that is busy needs longer for everything. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The document of spec/claude-code.md; the folder is put in. */
    private static final String SAMPLE = """
            {"hook_event_name":"Status","cwd":"FOLDER","session_id":"3f9a2c1e-7b4d-4e0a-9c55-1d2e8f6a7b90",
             "session_name":"fix-parser","transcript_path":"/home/dev/.claude/projects/-home-dev-my-project/3f9a2c1e.jsonl",
             "model":{"id":"claude-opus-5","display_name":"Claude"},
             "workspace":{"current_dir":"FOLDER","project_dir":"FOLDER","added_dirs":[],
               "repo":{"host":"github.com","owner":"acme","name":"my-project"}},
             "version":"2.1.251","output_style":{"name":"default"},
             "cost":{"total_cost_usd":0.4183,"total_duration_ms":845000,"total_api_duration_ms":92300,
               "total_lines_added":156,"total_lines_removed":23},
             "context_window":{"total_input_tokens":26100,"total_output_tokens":1200,"context_window_size":200000,
               "used_percentage":13,"remaining_percentage":87,
               "current_usage":{"input_tokens":2100,"output_tokens":1200,"cache_creation_input_tokens":4000,"cache_read_input_tokens":20000}},
             "exceeds_200k_tokens":false,"effort":{"level":"high"},"thinking":{"enabled":true},
             "rate_limits":{"five_hour":{"used_percentage":23.5,"resets_at":1795433600},"seven_day":{"used_percentage":41.2,"resets_at":1795865600}},
             "pr":{"number":1234,"url":"https://github.com/acme/my-project/pull/1234","review_state":"pending"}}
            """;

    private static final String SAMPLE_LINE = "[Claude] 📁 my-project 🌿 main | 📊 13%";

    @TempDir
    static Path temp;

    private static GitRepository project;
    private static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        project = GitRepository.create(temp.resolve("my-project"));
        agent = new RunningAgent().with("CONTEXT_AGENT_LOG_LEVEL", "DEBUG").start(project.folder());
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
    }

    private static String sample() {
        return SAMPLE.replace("FOLDER", project.folder().toString());
    }

    private static Answer same(Path folder, String input) throws Exception {
        return SensorScript.same(agent, folder, input.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("X2 X3 X10 Claude Code's document in a checkout of main gives the line of the specification")
    void the_sample_gives_the_line_of_the_specification() throws Exception {
        Answer answer = same(temp, sample());

        assertEquals(SAMPLE_LINE, answer.line());
        assertEquals(
                Json.read("{\"version\":\"1.0.0\",\"model\":\"Claude\",\"workspace\":{\"path\":"
                        + Json.write(project.folder().toString())
                        + ",\"name\":\"my-project\",\"git\":{\"is_repo\":true,\"branch\":\"main\"}},"
                        + "\"context_window\":{\"max_tokens\":200000,\"tokens_used\":26100,\"usage_pct\":13}}"),
                answer.document());
        assertEquals(
                SAMPLE_LINE,
                agent.session("3f9a2c1e-7b4d-4e0a-9c55-1d2e8f6a7b90")
                        .at("/display")
                        .asText());
    }

    @Test
    @DisplayName("X1 X2 each field is optional, and the plain contract's document gives the same as Claude Code's")
    void each_field_is_optional() throws Exception {
        String path = Json.write(project.folder().toString());

        assertEquals(
                "[Claude] 📁 my-project 🌿 main", same(project.folder(), "{}\n").line());
        assertEquals(
                "[Opus] 📁 my-project 🌿 main",
                same(project.folder(), "{\"model\":\"Opus\"}\n").line());
        assertEquals(
                "[Claude] 📁 my-project 🌿 main",
                same(temp, "{\"workspace_path\":" + path + "}\n").line());
        assertEquals(
                "[Opus] 📁 my-project 🌿 main | 📊 42%",
                same(
                                temp,
                                "{\"model\":\"Opus\",\"workspace_path\":" + path
                                        + ",\"context_window\":{\"max_tokens\":1000,\"tokens_used\":429}}\n")
                        .line());
        assertEquals(
                "[Claude] 📁 " + temp.getFileName() + " | 📊 50%",
                same(temp, "{\"context_window\":{\"tokens_used\":100000}}\n").line());
    }

    @Test
    @DisplayName("X4 the percentage is rounded down and held to 0..100")
    void the_percentage_is_rounded_down_and_held() throws Exception {
        assertUsage(0, "0", "0");
        assertUsage(0, "0", "5");
        assertUsage(0, "200000", "1999");
        assertUsage(1, "200000", "2000");
        assertUsage(99, "200000", "199999");
        assertUsage(100, "200000", "200000");
        assertUsage(100, "200000", "9223372036854775807");
        assertUsage(50, "9223372036854775807", "4611686018427387904");
        assertUsage(0, "200000", "-1");
        assertUsage(0, "-200000", "1");
        assertUsage(33, "\"300\"", "99.9e0");
    }

    private static void assertUsage(int percent, String max, String used) throws Exception {
        Answer answer = same(temp, "{\"context_window\":{\"max_tokens\":" + max + ",\"tokens_used\":" + used + "}}\n");

        assertEquals(percent, answer.document().at("/context_window/usage_pct").asInt(), answer.json());
    }

    @Test
    @DisplayName("X5 no input, malformed input and fields of the wrong type give the defaults")
    void what_cannot_be_read_gives_the_defaults() throws Exception {
        String defaults = "[Claude] 📁 my-project 🌿 main";
        for (String input : List.of(
                "",
                "\n",
                "\n\n\n",
                "{}",
                "{",
                "}",
                "[]",
                "null",
                "42",
                "\"text\"",
                "{\"model\":",
                "{\"model\":\"x\"",
                "{\"model\":\"x\"}}",
                "{\"model\":\"x\"} {\"model\":\"y\"}",
                "{'model':'x'}",
                "{\"model\":5,\"workspace_path\":[],\"workspace\":7,\"context_window\":\"full\"}",
                "{\"model\":null,\"workspace_path\":null,\"workspace\":null,\"context_window\":null}",
                "{\"model\":{\"display_name\":[]},\"context_window\":{\"max_tokens\":{},\"tokens_used\":true}}",
                "{\"model\":\"\",\"workspace_path\":\"\"}",
                "[".repeat(100_000),
                "\u0000\u0001\u001B[31m")) {
            assertEquals(defaults, same(project.folder(), input).line(), input);
        }
    }

    @Test
    @DisplayName("X5 input of many megabytes, and a pipe that is never closed, do not make it hang")
    void neither_megabytes_nor_a_pipe_without_end_make_it_hang() throws Exception {
        String defaults = "[Claude] 📁 my-project 🌿 main";
        String fits = "{\"model\":\"Opus\",\"prompt\":\"" + "x".repeat(200_000) + "\"}";

        assertEquals(
                defaults,
                same(project.folder(), "{\"model\":\"" + "x".repeat(5 << 20) + "\"}")
                        .line());
        assertEquals(
                defaults,
                SensorScript.same(agent, project.folder(), new byte[3 << 20]).line());
        assertEquals(
                "[Opus] 📁 my-project 🌿 main", same(project.folder(), fits).line());
        for (Path home : List.of(agent.home(), temp.resolve("no agent"))) {
            SensorScript script = SensorScript.with(home);
            long start = System.nanoTime();
            assertEquals(defaults, script.runWithoutEnd(project.folder(), "").line());
            assertEquals(SAMPLE_LINE, script.runWithoutEnd(temp, sample()).line());
            // does not count for bash, so that it reads on until its time is up, in the middle of what it has fetched
            assertEquals(
                    defaults,
                    script.runFlooded(project.folder(), new byte[65536]).line());
            assertEquals(
                    defaults,
                    script.runFlooded(project.folder(), "x".repeat(65536).getBytes(StandardCharsets.UTF_8))
                            .line());
            assertInTime(start);
        }
    }

    private static void assertInTime(long start) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(PATIENCE) < 0, "it took " + took);
    }

    @Test
    @DisplayName("X6 the name is the last part of the path, and empty for a path that does not exist")
    void the_name_is_the_last_part_of_a_path_that_exists() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("a link"), project.folder());

        assertEquals(
                "[Claude]", same(temp, "{\"cwd\":\"" + temp + "/missing\"}").line());
        assertEquals("[Claude]", same(temp, "{\"cwd\":\"/\"}").line());
        assertEquals(
                "[Claude] 📁 my-project 🌿 main",
                same(temp, "{\"cwd\":\"my-project/\"}").line());
        assertEquals(
                "[Claude] 📁 a link 🌿 main",
                same(temp, "{\"cwd\":\"" + link + "\"}").line());
    }

    @Test
    @DisplayName("X7 the same input gives the same output, whatever came in between")
    void the_same_input_gives_the_same_output() throws Exception {
        String input = "{\"model\":\"One\",\"context_window\":{\"tokens_used\":4000}}\n";

        Answer first = same(project.folder(), input);
        same(
                project.folder(),
                "{\"model\":\"Two\",\"context_window\":{\"tokens_used\":99999,\"max_tokens\":100000}}\n");
        same(project.folder(), "{}");

        assertEquals(first, same(project.folder(), input));
        assertEquals(first, same(project.folder(), input));
    }

    @Test
    @DisplayName("X9 git is found from a folder inside of the checkout")
    void git_is_found_from_inside_of_the_checkout() throws Exception {
        Path inside = Files.createDirectories(project.folder().resolve("src/main/java"));

        Answer answer = same(inside, "{}\n");

        assertEquals("[Claude] 📁 java 🌿 main", answer.line());
        assertEquals("main", answer.document().at("/workspace/git/branch").asText());
    }

    @Test
    @DisplayName("X1 X5 called through a shell that is no bash it does the same")
    void called_through_another_shell_it_does_the_same() throws Exception {
        for (String input : List.of("", "{}\n", sample(), "{\"model\":\"a\\nb\\u001b[31m\"}", "[1")) {
            Answer expected = same(temp, input);
            for (Path home : List.of(agent.home(), temp.resolve("no agent"))) {
                for (String shell : List.of("sh", "bash")) {
                    Answer answer = SensorScript.with(home).through(shell).run(temp, input);
                    answer.assertLike(expected, shell + " " + input);
                }
            }
        }
    }

    @Test
    @DisplayName("X5 X8 hostile documents, folders and branches: one harmless line, and the agent and the script agree")
    void hostile_input_harms_nothing_and_both_agree() throws Exception {
        long seed = Long.getLong("contextagent.seed", System.nanoTime());
        System.out.println("ScriptIT seed " + seed + " (repeat it with -Dcontextagent.seed=" + seed + ")");
        Hostile hostile = new Hostile(seed);
        Path parent = Files.createDirectory(temp.resolve("hostile"));
        List<Path> folders = new ArrayList<>();
        List<Callable<Void>> cases = new ArrayList<>();
        for (int i = 0; i < HOSTILE_FOLDERS; i++) {
            Path folder = hostile.folder(parent);
            folders.add(folder);
            List<byte[]> inputs = Stream.generate(() -> hostile.document(folder))
                    .limit(DOCUMENTS_OF_EACH)
                    .toList();
            cases.add(() -> {
                for (byte[] input : inputs) {
                    SensorScript.same(agent, folder, input);
                }
                return null;
            });
        }

        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (Future<Void> each : pool.invokeAll(cases)) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }

        for (Path folder : folders) {
            answersAreHarmless("state", "--workspace", folder.toString());
            answersAreHarmless("state", "--json", "--workspace", folder.toString());
        }
        for (String command : List.of("events", "sensors", "status")) {
            answersAreHarmless(command);
            answersAreHarmless(command, "--json");
        }
        answersAreHarmless("events", "--limit", "5000");
        answersAreHarmless("events", "--json", "--limit", "5000");
        answersAreHarmless("workspace", "list");
        Printable.check(
                agent.command("state", "--workspace", folders.get(0).toString()).out(), "a command's output");
        Printable.check(agent.command("events", "--limit", "5000").done().out(), "the events");
        agent.log().forEach(line -> Printable.check(line, "the log"));
        assertEquals(List.of(), agent.log("ERROR"));
    }

    /** What the agent writes to whoever calls the command. */
    private static void answersAreHarmless(String command, String... arguments) throws Exception {
        List<String> lines = agent.ask(Json.write(Map.of("op", command, "args", List.of(arguments), "cwd", "/")));

        assertTrue(lines.get(lines.size() - 1).startsWith("x "), () -> command + " did not end: " + lines);
        lines.forEach(line -> Printable.check(line, command + " " + List.of(arguments)));
    }

    @Test
    @DisplayName("X5 the files of an agent that was killed do not mislead it")
    void an_agent_that_was_killed_does_not_mislead_it() throws Exception {
        try (RunningAgent killed = new RunningAgent()) {
            killed.start(project.folder()).kill();
            assertTrue(Files.exists(killed.run("agent.json")));
            assertTrue(Files.exists(killed.run("agent.sock")));
            long start = System.nanoTime();

            assertEquals(
                    SAMPLE_LINE,
                    SensorScript.with(killed.home()).run(temp, sample()).line());
            assertInTime(start);

            killed.start(project.folder());
            takesTheNextDocument(killed);
        }
    }

    @Test
    @DisplayName("X5 an agent that hangs is not waited for, and is asked again when it goes on")
    void an_agent_that_hangs_is_not_waited_for() throws Exception {
        try (RunningAgent hanging = new RunningAgent()) {
            hanging.start(project.folder());
            takesTheNextDocument(hanging);
            hanging.signal("STOP");
            try {
                for (int i = 0; i < 5; i++) {
                    long start = System.nanoTime();
                    assertEquals(
                            SAMPLE_LINE,
                            SensorScript.with(hanging.home())
                                    .run(temp, sample())
                                    .line());
                    assertInTime(start);
                }
            } finally {
                hanging.signal("CONT");
            }

            takesTheNextDocument(hanging);
            assertEquals(List.of(), hanging.log("ERROR"));
        }
    }

    /** Through the script, and answers it in time, which a machine that is busy may need some tries for. */
    private static void takesTheNextDocument(RunningAgent asked) throws Exception {
        asked.command("config", "set", "status_line_format", "the agent says {pct}")
                .done();
        Eventually.equal(
                "the agent says 13",
                () -> SensorScript.with(asked.home()).run(temp, sample()).line(),
                "the line of the agent");
    }
}
