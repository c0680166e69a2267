package org.contextagent.statusline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.contextagent.statusline.testing.Script;
import org.contextagent.statusline.testing.Script.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script alone: no agent is there. */
@Timeout(180)
class ContextSensorScriptTest {

    private static final String CLAUDE = """
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
               "current_usage":{"input_tokens":2100,"output_tokens":1200,"cache_creation_input_tokens":4000,
                 "cache_read_input_tokens":20000}},
             "exceeds_200k_tokens":false,"effort":{"level":"high"},"thinking":{"enabled":true},
             "rate_limits":{"five_hour":{"used_percentage":23.5,"resets_at":1795433600}},
             "pr":{"number":1234,"url":"https://github.com/acme/my-project/pull/1234","review_state":"pending"}}
            """;

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws Exception {
        directory = Files.createDirectory(temp.resolve("here"));
    }

    private Script script() {
        return new Script(temp.resolve("none"), directory, temp);
    }

    private Result run(String input) throws Exception {
        return script().run(input);
    }

    private static String git(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    private Path repository(String name) throws Exception {
        Path folder = Files.createDirectory(temp.resolve(name));
        git(folder, "init", "-q", "-b", "main");
        git(folder, "commit", "-q", "--allow-empty", "-m", "one");
        return folder;
    }

    private static String in(Path folder) {
        return "{\"cwd\":\"" + folder + "\"}";
    }

    @Test
    @DisplayName("X1 X3 without any field all have their defaults")
    void defaults() throws Exception {
        Result result = run("{}\n");
        assertEquals("[Claude] 📁 here", result.line());
        assertEquals(
                "{\"version\":\"1.0.0\",\"model\":\"Claude\",\"workspace\":{\"path\":\"" + directory
                        + "\",\"name\":\"here\",\"git\":{\"is_repo\":false,\"branch\":null}},\"context_window\":"
                        + "{\"max_tokens\":200000,\"tokens_used\":0,\"usage_pct\":0}}",
                result.json());
    }

    @Test
    @DisplayName("X1 X2 X3 with all fields they are in the line and the JSON")
    void all_fields() throws Exception {
        Path folder = repository("my-project");
        Result result = run("{\"model\":\"M 1\",\"workspace_path\":\"" + folder
                + "\",\"context_window\":{\"max_tokens\":1000,\"tokens_used\":155}}\n");
        assertEquals("[M 1] 📁 my-project 🌿 main | 📊 15%", result.line());
        assertEquals(
                "{\"version\":\"1.0.0\",\"model\":\"M 1\",\"workspace\":{\"path\":\"" + folder
                        + "\",\"name\":\"my-project\",\"git\":{\"is_repo\":true,\"branch\":\"main\"}},\"context_window\":"
                        + "{\"max_tokens\":1000,\"tokens_used\":155,\"usage_pct\":15}}",
                result.json());
    }

    @ParameterizedTest
    @CsvSource({
        "200000, 26100, 13",
        "200000, 1999, 0",
        "200000, 2000, 1",
        "3, 2, 66",
        "0, 5, 0",
        "100, 250, 100",
        "100, -5, 0",
        "-100, 5, 0",
        "9223372036854775807, 4611686018427387904, 50",
        "1, 9223372036854775807, 100"
    })
    @DisplayName("X4 the percentage is rounded down and held to 0..100")
    void percentages(String max, String used, int percent) throws Exception {
        JsonNode window = run("{\"context_window\":{\"max_tokens\":" + max + ",\"tokens_used\":" + used + "}}")
                .document()
                .get("context_window");
        assertEquals(percent, window.get("usage_pct").asInt());
        assertTrue(window.get("tokens_used").asLong() >= 0
                && window.get("max_tokens").asLong() >= 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\n\n\n",
                " ",
                "{}",
                "{",
                "}",
                "[]",
                "null",
                "42",
                "\"text\"",
                "{\"model\":}",
                "{\"model\":\"x\"",
                "{\"model\":\"x\"}}",
                "{\"model\":\"x\"} {}",
                "{\"model\":\"x\",}",
                "{'model':'x'}",
                "{\"model\":\"a\tb\"}",
                "{\"model\":\"a\nb\"}",
                "{\"model\":\"\\x\"}",
                "{\"a\":01,\"model\":\"x\"}",
                "{\"model\":[\"x\"],\"cwd\":7,\"workspace\":[],\"context_window\":\"full\"}",
                "{\"model\":{\"id\":1,\"display_name\":null},\"workspace_path\":{},\"context_window\":{\"tokens_used\":\"x\"}}",
                "\uFEFF{\"model\":\"x\"}",
                "not json at all $(id) `id` \\ \" '"
            })
    @DisplayName("X5 what is no document, or has fields of the wrong type, gives the defaults")
    void no_document(String input) throws Exception {
        Result result = run(input);
        assertEquals("[Claude] 📁 here", result.line());
        assertEquals(
                0, result.document().get("context_window").get("tokens_used").asInt());
    }

    @Test
    @DisplayName("X5 a terminal and a closed standard input give the defaults at once")
    void no_input() throws Exception {
        Script script = script();
        assertEquals(
                "[Claude] 📁 here",
                script.finish(script.builder().redirectInput(new File("/dev/ptmx")))
                        .line());
        assertEquals(
                "[Claude] 📁 here",
                script.finish(script.builder().redirectInput(new File("/dev/null")))
                        .line());
        ProcessBuilder closed = script.builder();
        closed.command(
                List.of("/bin/bash", "-c", "exec \"$0\" <&-", Script.locate().toString()));
        assertEquals("[Claude] 📁 here", script.finish(closed).line());
    }

    @Test
    @DisplayName("X5 a pipe that is never closed: what came within about a second counts")
    void a_pipe_that_is_never_closed() throws Exception {
        assertEquals(
                "[Claude] 📁 here",
                script().run(input -> new CountDownLatch(1).await()).line());
        assertEquals(
                "[open] 📁 here",
                script().run(input -> {
                            for (byte b : "{\"model\":\"open\"}\n".getBytes(StandardCharsets.UTF_8)) {
                                input.write(b);
                                input.flush();
                            }
                            new CountDownLatch(1).await();
                        })
                        .line());
    }

    @Test
    @DisplayName("X5 many megabytes, also without an end, give the defaults")
    void megabytes() throws Exception {
        Script.Feed endless = input -> {
            byte[] chunk = ("{\"model\":\"x\",\"pad\":\"" + "y".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
            while (true) {
                input.write(chunk);
            }
        };
        assertEquals("[Claude] 📁 here", script().run(endless).line());
        assertEquals(
                "[Claude] 📁 here",
                run("{\"model\":\"x\",\"p\":\"" + "y".repeat(3_000_000) + "\"}").line());
    }

    @Test
    @DisplayName("X5 a large document is read when it can be, in a bounded time")
    void large_documents() throws Exception {
        assertEquals(
                "[x] 📁 here",
                run("{\"p\":\"" + "y".repeat(240_000) + "\",\"model\":\"x\"}").line());
        assertEquals(
                "[x] 📁 here",
                run("{\"p\":[" + "{\"a\":1},".repeat(7_000) + "0],\"model\":\"x\"}")
                        .line());
        // none of these may take a time that grows faster than their length; what they give is not promised
        for (String part : List.of("\"\\\\\",", "[1],", "{\"a\":\"\\\"\"},", "1 ,", "\"\",", "\"\\u0041\",")) {
            String list = part.repeat(300_000 / part.length());
            run("{\"model\":\"x\",\"p\":[" + list.substring(0, list.length() - 1) + "]}");
        }
        for (String part : List.of("\"", "[", "\\", " ", "\n")) {
            run("{\"model\":\"x\",\"p\":" + part.repeat(900_000));
        }
        run("{\"model\":\"" + "\\\\".repeat(120_000) + "\"}");
        run("{\"model\":\"" + "é\\u0301".repeat(30_000) + "\"}");
    }

    @Test
    @DisplayName("X6 the name is the last part of the path, and empty when the path does not exist")
    void names() throws Exception {
        assertEquals("[Claude] 📁 here", run(in(directory) + "\n").line());
        assertEquals(
                "[Claude] 📁 here",
                run("{\"cwd\":\"" + directory + "//./x/..//\"}").line());
        assertEquals("[Claude]", run("{\"cwd\":\"/\"}").line());
        Result missing = run("{\"cwd\":\"" + directory + "/missing\"}");
        assertEquals("[Claude]", missing.line());
        assertEquals("", missing.document().get("workspace").get("name").asText());
        assertEquals(
                directory + "/missing",
                missing.document().get("workspace").get("path").asText());
        Files.createDirectory(directory.resolve("below"));
        assertEquals("[Claude] 📁 below", run("{\"cwd\":\"below\"}").line(), "relative to the current directory");
    }

    @Test
    @DisplayName("X7 the same input gives the same output")
    void the_same_again() throws Exception {
        String input = CLAUDE.replace("FOLDER", repository("r").toString());
        Result first = run(input);
        for (int i = 0; i < 5; i++) {
            assertEquals(first, run(input));
        }
    }

    @Test
    @DisplayName("X8 nothing in a document is run or expanded, and no control character reaches the terminal")
    void nothing_is_evaluated() throws Exception {
        Path canary = temp.resolve("canary");
        String text = "$(touch " + canary + ")`touch " + canary + "`;touch " + canary + "|a[$(touch " + canary + ")]";
        assertEquals(
                "[" + text.substring(0, 59) + "…]",
                run("{\"model\":\"" + text + "\",\"cwd\":\"/\",\"context_window\":{\"tokens_used\":\"a[$(touch "
                                + canary + ")]\"}}")
                        .line());
        assertEquals(
                "[%s%n \\ ~ * ? {a,b} & ' \"]",
                run("{\"model\":\"%s%n \\\\ ~ * ? {a,b} & ' \\\"\",\"cwd\":\"/\"}")
                        .line());
        assertEquals(
                "[a b[31mc]",
                run("{\"model\":\"a\\nb\\u001b[31m\\u009b\\u202e\\u200b\\u0000c\",\"cwd\":\"/\"}")
                        .line());
        Path folder = Files.createDirectory(temp.resolve("$(touch canary)`id`;*"));
        assertEquals("[Claude] 📁 $(touch canary)`id`;*", script(folder).run("").line());
        assertFalse(Files.exists(canary));
        assertFalse(Files.exists(folder.resolve("canary")));
    }

    private Script script(Path current) {
        return new Script(temp.resolve("none"), current, temp);
    }

    @Test
    @DisplayName("X8 a current directory that is not written in UTF-8 is shown as well as it can be")
    void bytes_that_are_no_text() throws Exception {
        Script script = script();
        ProcessBuilder builder = script.builder().redirectInput(new File("/dev/null"));
        builder.command(List.of(
                "/bin/bash",
                "-c",
                "d=$'a\\xff\\xe9\\x1bb'; mkdir \"$d\" && cd \"$d\" && exec \"$0\"",
                Script.locate().toString()));
        Result result = script.finish(builder);
        assertEquals("[Claude] 📁 a\uFFFD\uFFFDb", result.line());
        assertEquals(
                "a\uFFFD\uFFFD\u001Bb",
                result.document().get("workspace").get("name").asText());
    }

    @Test
    @DisplayName("X8 long values are cut by columns")
    void long_values_are_cut() throws Exception {
        assertEquals(
                "[" + "長".repeat(29) + "…]",
                run("{\"model\":\"" + "長".repeat(100) + "\",\"cwd\":\"/\"}").line());
        assertEquals(
                "[" + "x".repeat(59) + "…]",
                run("{\"model\":\"" + "x".repeat(61) + "\",\"cwd\":\"/\"}").line());
        assertEquals(
                "[" + "x".repeat(60) + "]",
                run("{\"model\":\"" + "x".repeat(60) + "\",\"cwd\":\"/\"}").line());
    }

    @Test
    @DisplayName("X9 git is looked for in the folder and in those above it")
    void git_above() throws Exception {
        Path repository = repository("r");
        Path deep = Files.createDirectories(repository.resolve("a/b"));
        assertEquals("[Claude] 📁 b 🌿 main", run(in(deep)).line());
        assertEquals("[Claude] 📁 b 🌿 main", script(deep).run("").line());
        git(repository, "checkout", "-q", "-b", "feature/x-1");
        assertEquals("[Claude] 📁 r 🌿 feature/x-1", run(in(repository)).line());
        Files.createDirectory(deep.resolve(".git"));
        assertEquals("[Claude] 📁 b 🌿 feature/x-1", run(in(deep)).line(), "an empty .git is none");
        Path link = Files.createSymbolicLink(temp.resolve("link"), deep);
        assertEquals("[Claude] 📁 link 🌿 feature/x-1", run(in(link)).line());
        assertEquals("[Claude]", run("{\"cwd\":\"" + repository + "/missing\"}").line());
    }

    @Test
    @DisplayName("X9 an unborn branch, linked work trees, bare repositories and separate git directories")
    void kinds_of_repositories() throws Exception {
        Path unborn = Files.createDirectory(temp.resolve("unborn"));
        git(unborn, "init", "-q", "-b", "first");
        assertEquals("[Claude] 📁 unborn 🌿 first", run(in(unborn)).line());

        Path repository = repository("r");
        git(
                repository,
                "worktree",
                "add",
                "-q",
                "-b",
                "side",
                temp.resolve("wt").toString());
        assertEquals("[Claude] 📁 wt 🌿 side", run(in(temp.resolve("wt"))).line());

        assertEquals("[Claude] 📁 .git", run(in(repository.resolve(".git"))).line());

        git(temp, "clone", "-q", "--bare", "r", "bare.git");
        Result bare = run(in(temp.resolve("bare.git")));
        assertEquals("[Claude] 📁 bare.git", bare.line());
        assertTrue(bare.document().get("workspace").get("git").get("is_repo").asBoolean());
        assertEquals(
                "main",
                bare.document().get("workspace").get("git").get("branch").asText());

        git(temp, "clone", "-q", "--separate-git-dir", "apart.git", "r", "apart");
        assertEquals("[Claude] 📁 apart 🌿 main", run(in(temp.resolve("apart"))).line());
    }

    @Test
    @DisplayName("X9 a detached HEAD shows its tag, light or packed, else its commit")
    void detached() throws Exception {
        Path repository = repository("r");
        String commit = git(repository, "rev-parse", "HEAD");
        git(repository, "checkout", "-q", "--detach");
        Result untagged = run(in(repository));
        assertEquals("[Claude] 📁 r 🌿 @" + commit.substring(0, 7), untagged.line());
        assertTrue(untagged.document().get("workspace").get("git").get("branch").isNull());

        git(repository, "tag", "z/light");
        git(repository, "tag", "y-light");
        assertEquals("[Claude] 📁 r 🌿 #y-light", run(in(repository)).line());

        git(repository, "tag", "-a", "-m", "m", "zz-annotated");
        git(repository, "tag", "-a", "-m", "m", "zy-annotated");
        git(repository, "pack-refs", "--all");
        assertEquals("[Claude] 📁 r 🌿 #zy-annotated", run(in(repository)).line());

        git(repository, "tag", "-d", "zy-annotated");
        git(repository, "tag", "-d", "zz-annotated");
        git(repository, "pack-refs", "--all");
        assertEquals("[Claude] 📁 r 🌿 #y-light", run(in(repository)).line());
    }

    @Test
    @DisplayName("X9 a repository that is broken in any way gives a line, and never hangs")
    void broken_repositories() throws Exception {
        Path repository = repository("r");
        Path head = repository.resolve(".git/HEAD");
        for (String text : List.of(
                "",
                "\n",
                "ref: ",
                "ref: refs/heads/",
                "ref: refs/heads/a..b",
                "ref: /etc/passwd",
                "xyz",
                "ref: refs/heads/" + "x".repeat(10_000),
                "0123456789",
                "ref:refs/heads/\u001B[31m",
                "ref: refs/../../x")) {
            Files.writeString(head, text);
            assertEquals("[Claude] 📁 r", run(in(repository)).line(), text);
        }
        Files.write(head, "ref: refs/heads/a\u0000b".getBytes(StandardCharsets.UTF_8));
        assertEquals("[Claude] 📁 r", run(in(repository)).line());
        Files.writeString(head, "ref: refs/heads/a");
        Files.writeString(repository.resolve(".git/refs/heads/a"), "ref: refs/heads/b");
        Files.writeString(repository.resolve(".git/refs/heads/b"), "ref: refs/heads/a");
        assertEquals("[Claude] 📁 r", run(in(repository)).line(), "a circle");

        Files.delete(head);
        assertEquals("[Claude] 📁 r", run(in(repository)).line());
        Files.createDirectory(head);
        assertEquals("[Claude] 📁 r", run(in(repository)).line());
        Files.delete(head);
        pipe(head);
        assertEquals("[Claude] 📁 r", run(in(repository)).line());
        Files.delete(head);
        Files.createSymbolicLink(head, Path.of("/dev/zero"));
        assertEquals("[Claude] 📁 r", run(in(repository)).line());

        Path pointer = Files.createDirectory(temp.resolve("p")).resolve(".git");
        for (String text :
                List.of("gitdir: ", "gitdir: ../nowhere", "gitdir: .git", "x", "gitdir: " + "y".repeat(100_000))) {
            Files.writeString(pointer, text);
            assertEquals("[Claude] 📁 p", run(in(temp.resolve("p"))).line(), text);
        }
        Files.delete(pointer);
        pipe(pointer);
        assertEquals("[Claude] 📁 p", run(in(temp.resolve("p"))).line());
    }

    private static void pipe(Path path) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    }

    @Test
    @DisplayName("X10 Claude Code's own document gives the line that is promised, byte for byte")
    void claude_code() throws Exception {
        Path repository = repository("my-project");
        Result result = run(CLAUDE.replace("FOLDER", repository.toString()));
        assertEquals("[Claude] 📁 my-project 🌿 main | 📊 13%", result.line());
        JsonNode window = result.document().get("context_window");
        assertEquals(26_100, window.get("tokens_used").asInt());
        assertEquals(200_000, window.get("max_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":{"id":"i","display_name":"d"}}                                       | [d] 📁 here
            {"model":{"id":"i"}}                                                          | [i] 📁 here
            {"model":{"id":"i","display_name":" "}}                                       | [i] 📁 here
            {"model":null,"workspace":null,"context_window":null}                         | [Claude] 📁 here
            {"model":"a","model":{"id":"b"}}                                              | [b] 📁 here
            {"model":{"id":"b"},"model":"a"}                                              | [a] 📁 here
            {"model":"a","model":7}                                                       | [Claude] 📁 here
            {"x":{"model":"no","y":[{"model":"no"}]},"model.id":"no"}                     | [Claude] 📁 here
            {"mod\\u0065l":"\\u0041\\ud83d\\ude00"}                                          | [A😀] 📁 here
            {"workspace":{"current_dir":"/"},"cwd":"/etc","workspace_path":"/usr"}        | [Claude]
            {"cwd":"/etc","workspace_path":"/usr"}                                        | [Claude] 📁 etc
            {"workspace":{"current_dir":7},"cwd":"","workspace_path":"/usr"}              | [Claude] 📁 usr
            {"context_window":{"used_percentage":13.9}}                                   | [Claude] 📁 here 📊 13%
            {"context_window":{"used_percentage":"13.9"}}                                 | [Claude] 📁 here 📊 13%
            {"context_window":{"used_percentage":0}}                                      | [Claude] 📁 here
            {"context_window":{"used_percentage":400}}                                    | [Claude] 📁 here 📊 100%
            {"context_window":{"used_percentage":null,"tokens_used":"2e4"}}               | [Claude] 📁 here 📊 10%
            {"context_window":{"total_input_tokens":20000.7,"context_window_size":4e5}}   | [Claude] 📁 here 📊 5%
            {"context_window":{"used_percentage":null,"current_usage":null,"total_input_tokens":0}} | [Claude] 📁 here
            {"context_window":{"current_usage":{"input_tokens":1,"cache_read_input_tokens":3999}}}  | [Claude] 📁 here 📊 2%
            {"hook_event_name":"Stop","model":"x","cwd":"/etc"}                           | [Claude] 📁 etc
            """)
    @DisplayName("X10 the fields of Claude Code are mapped to ours")
    void mapping(String input, String line) throws Exception {
        assertEquals(line.replace(" 📊", " | 📊"), run(input).line());
    }

    @Test
    void the_environment_does_not_fool_it() throws Exception {
        Path rc = Files.writeString(temp.resolve("rc"), "echo rc; echo rc >&2\n");
        Path repository = repository("r");
        Script script = script(repository)
                .with("IFS", "abc")
                .with("BASH_ENV", rc.toString())
                .with("ENV", rc.toString())
                .with("CDPATH", "/:/usr")
                .with("TMOUT", "1")
                .with("POSIXLY_CORRECT", "1")
                .with("GLOBIGNORE", "*")
                .with("GREP_OPTIONS", "-v")
                .with("SHELLOPTS", "xtrace:verbose:nounset:errexit:noexec")
                .with("BASHOPTS", "nocasematch:failglob:extglob")
                .with("BASH_FUNC_read%%", "() { echo no; }")
                .with("BASH_FUNC_printf%%", "() { echo no; }")
                .with("LC_ALL", "C.UTF-8")
                .with("document", "x")
                .with("field", "x")
                .with("port", "1")
                .with("GIT_DIR", "/nowhere");
        assertEquals("[größe] 📁 r 🌿 main", script.run("{\"model\":\"größe\"}").line());
    }

    @Test
    void it_runs_with_nothing_in_the_environment_and_with_strict_settings() throws Exception {
        Script script = script();
        ProcessBuilder builder = script.builder().redirectInput(new File("/dev/null"));
        builder.environment().clear();
        assertEquals("[Claude] 📁 here", script.finish(builder).line());
        assertEquals(
                "[M] 📁 here",
                script().through("/bin/bash", "-u", "-e")
                        .run("{\"model\":\"M\"}")
                        .line());
        assertEquals(
                "[M] 📁 here",
                script().through("/bin/bash", "--posix")
                        .run("{\"model\":\"M\"}")
                        .line());
    }

    @Test
    void other_shells_hand_over_to_bash() throws Exception {
        Path repository = repository("r");
        for (String shell : List.of("/bin/sh", "/bin/dash")) {
            if (Files.isExecutable(Path.of(shell))) {
                Result result = script().through(shell).run(CLAUDE.replace("FOLDER", repository.toString()));
                assertEquals("[Claude] 📁 r 🌿 main | 📊 13%", result.line(), shell);
            }
        }
    }

    @Test
    @DisplayName("X1 X3 with no bash at all there are the defaults")
    void without_any_bash() throws Exception {
        String text = Files.readString(Script.locate()).replace("/bin/bash", "/no/bash");
        Path copy = Files.writeString(temp.resolve("copy.sh"), text);
        Script script = script();
        ProcessBuilder builder = script.builder().redirectInput(new File("/dev/null"));
        builder.command(List.of("/bin/sh", copy.toString()));
        Result result = script.finish(builder);
        if (!Files.readString(copy).contains("#!/no/bash")
                || Files.isSameFile(Path.of("/bin/sh"), Path.of("/bin/bash"))) {
            return;
        }
        assertEquals("[Claude] 📁 here", result.line());
        assertEquals(run("{}").document(), result.document());
        builder.directory(Files.createDirectory(temp.resolve("\"\u001B[31m")).toFile());
        Result odd = script.finish(builder);
        assertEquals("[Claude]", odd.line());
        assertEquals("", odd.document().get("workspace").get("path").asText());
    }

    @Test
    void a_closed_output_is_no_failure() throws Exception {
        Script script = script();
        ProcessBuilder builder = script.builder().redirectInput(new File("/dev/null"));
        builder.command(List.of(
                "/bin/bash",
                "-c",
                "\"$0\" >&- 2>&-; echo $?; echo >&2",
                Script.locate().toString()));
        Process process = builder.start();
        assertEquals("0\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
