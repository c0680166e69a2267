package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Assembled;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.GitRepository;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.RunningAgent.Result;
import org.contextagent.runtime.testing.SensorScript;
import org.contextagent.runtime.testing.SocketClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others may try: with the folders, with the socket, and with what is in a repository. */
@Timeout(600)
class HardeningIT {

    private static final String HEALTHY = "[Claude] 📁 my-project 🌿 main";

    /** Much more than anything takes; a machine that is busy needs longer for everything. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    static Path temp;

    private static final List<Path> devices = new ArrayList<>();

    private static GitRepository project;
    private static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        project = GitRepository.create(temp.resolve("my-project"));
        // whatever the user's own files are open to
        Path careless = executable(
                temp.resolve("careless"),
                "umask 000\nexec bash '" + Assembled.runtime().resolve("bin/context-agent") + "' \"$@\"");
        agent = new RunningAgent().program(careless).start(project.folder());
        assertHealthy();
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
        for (Path device : devices) {
            Files.delete(device);
        }
    }

    private static Path executable(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Others are answered. */
    private static void assertHealthy() throws IOException {
        assertEquals(
                HEALTHY,
                agent.line(project.folder(), "{}".getBytes(StandardCharsets.UTF_8))
                        .line());
        assertTrue(SocketClient.ask(agent.home(), "{\"op\":\"ping\"}")
                .orElseThrow()
                .get(0)
                .contains("\"ok\":true"));
    }

    @Test
    @DisplayName(
            "the folder for sockets is refused when it is a link or somebody else's, and the state when others may write it")
    void folders_that_others_could_reach_into_are_refused() throws Exception {
        try (RunningAgent refused = new RunningAgent()) {
            Path run = refused.home().resolve("run");
            Path elsewhere = Files.createDirectory(
                    refused.home().resolve("elsewhere"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(elsewhere.resolve("token"), "theirs");
            Files.createSymbolicLink(run, elsewhere);
            assertRefused(refused, "the folder " + run + " is a symbolic link");
            assertEquals("theirs", Files.readString(elsewhere.resolve("token")));
            Files.delete(run);

            Files.writeString(run, "");
            assertRefused(refused, "the folder " + run + " cannot be used");
            Files.delete(run);

            Path state = refused.home().resolve("state");
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwx---"));
            assertRefused(refused, "the folder " + state + " is open to other users");
        }
    }

    @Test
    @DisplayName("the folder for sockets is refused when it belongs to somebody else")
    void a_folder_of_somebody_else_is_refused() throws Exception {
        try (RunningAgent refused = new RunningAgent()) {
            Path run = Files.createDirectory(refused.home().resolve("run"));
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
            assumeTrue(
                    new ProcessBuilder("chown", "65534", run.toString()).start().waitFor() == 0,
                    "only root can give a folder away");
            assertRefused(refused, "the folder " + run + " belongs to another user");
        }
    }

    private static void assertRefused(RunningAgent refused, String message) throws Exception {
        Result result = refused.command("start", project.folder().toString());

        assertEquals(1, result.status(), result::toString);
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("context-agent: " + message), result.err());
    }

    @Test
    @DisplayName("nobody else may read what the agent writes, whatever the umask of the user is")
    void what_it_writes_is_its_users_alone() throws Exception {
        Set<PosixFilePermission> owners = PosixFilePermissions.fromString("rwx------");
        try (Stream<Path> files = Files.walk(agent.home().resolve("run"))) {
            for (Path file : files.toList()) {
                assertTrue(owners.containsAll(Files.getPosixFilePermissions(file)), file::toString);
            }
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.run("token"))));
        assertTrue(Files.readString(agent.run("token")).strip().matches("[0-9a-f]{32,}"));
        try (Stream<Path> files = Files.walk(agent.home().resolve("state"))) {
            for (Path file : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
                assertTrue(
                        owners.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)),
                        () -> file + " is open to others");
            }
        }
    }

    @Test
    @DisplayName("whoever does not show the token on the port gets nothing, not even a reason")
    void without_the_token_there_is_no_answer() throws Exception {
        String token = Files.readString(agent.run("token")).strip();
        for (String first : List.of(
                "",
                "{}",
                "{\"op\":\"ping\"}",
                "GET /state HTTP/1.1\r\nHost: localhost\r\n\r",
                "0".repeat(token.length()),
                token.substring(1),
                token + "0",
                " " + token,
                token.toUpperCase(java.util.Locale.ROOT),
                "x".repeat(100_000))) {
            try (SocketClient stranger = SocketClient.overPortAsStranger(agent.home())) {
                assertEquals(List.of(), answer(stranger, first, "{\"op\":\"state\"}"), first);
            }
        }
        assertHealthy();
    }

    /** What comes back; a connection that is cut off is an answer too. */
    private static List<String> answer(SocketClient client, String... lines) {
        try {
            return client.send(lines).end().lines();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    @DisplayName("X5 requests that are none are answered or cut off, and others are answered all the while")
    void requests_that_are_none_harm_nobody() throws Exception {
        byte[] rubbish = new byte[100_000];
        new Random(7).nextBytes(rubbish);
        List<byte[]> requests = List.of(
                rubbish,
                new byte[2 << 20],
                "x".repeat(2 << 20).getBytes(StandardCharsets.UTF_8),
                ("{\"op\":\"state\",\"session\":\"" + "x".repeat(2 << 20) + "\"}\n").getBytes(StandardCharsets.UTF_8),
                "\n\n\n".getBytes(StandardCharsets.UTF_8),
                "{\"op\":\"\n".getBytes(StandardCharsets.UTF_8),
                "{\"op\":5}\n".getBytes(StandardCharsets.UTF_8),
                "{\"op\":null,\"args\":7}\n".getBytes(StandardCharsets.UTF_8),
                "{\"op\":\"state\",\"args\":[1,{}]}\n".getBytes(StandardCharsets.UTF_8),
                "{\"op\":\"state\",\"args\":[\"--workspace\",\"\\u0000\"],\"cwd\":\"\\u0000\"}\n"
                        .getBytes(StandardCharsets.UTF_8),
                "{\"op\":\"line\",\"cwd\":[]}\n{}\n".getBytes(StandardCharsets.UTF_8),
                ("{\"op\":" + "[".repeat(500_000)).getBytes(StandardCharsets.UTF_8),
                ("{\"op\":\"events\",\"limit\":" + "9".repeat(10_000) + "}\n").getBytes(StandardCharsets.UTF_8));
        for (byte[] request : requests) {
            try (SocketClient client = SocketClient.overSocket(agent.home())) {
                try {
                    client.send(request).end().lines();
                } catch (IOException e) {
                    // cut off, which is an answer too
                }
            }
            assertHealthy();
        }
        JsonNode unknown = agent.request("nope").get(0);
        assertEquals(2, unknown.at("/status").asInt());
        assertTrue(unknown.at("/error").asText().contains("state"), "it says what there is: " + unknown);
        assertEquals(List.of(), agent.log("ERROR"));
    }

    @Test
    @DisplayName(
            "X5 hundreds of connections that say nothing, and callers that are slow or do not read, hold nobody up")
    void connections_that_say_nothing_hold_nobody_up() throws Exception {
        List<SocketClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(
                        i % 2 == 0
                                ? SocketClient.overSocket(agent.home())
                                : SocketClient.overPortAsStranger(agent.home()));
                if (i % 20 == 0) {
                    assertHealthy();
                }
            }
            assertHealthy();
            SocketClient slow = SocketClient.overSocket(agent.home());
            silent.add(slow);
            for (byte each : "{\"op\":\"ping\"}".getBytes(StandardCharsets.UTF_8)) {
                slow.send(new byte[] {each});
                assertHealthy();
            }
            assertTrue(slow.send("").line().orElseThrow().contains("\"ok\":true"), "who is slow is answered too");
            for (int i = 0; i < 40; i++) {
                // asks for much and reads nothing
                silent.add(SocketClient.overSocket(agent.home()).send("{\"op\":\"status\"}", ""));
                assertHealthy();
            }
            assertEquals(
                    HEALTHY,
                    SensorScript.with(agent.home()).run(project.folder(), "{}").line());
        } finally {
            for (SocketClient client : silent) {
                client.close();
            }
        }
        assertHealthy();
        assertEquals(List.of(), agent.log("ERROR"));
    }

    @Test
    @DisplayName("X9 a repository whose configuration and hooks would run something is read, and nothing is run")
    void nothing_that_a_repository_names_is_run() throws Exception {
        Path marker = temp.resolve("it was run");
        Path trap = executable(temp.resolve("trap.sh"), "echo \"$0 $*\" >>'" + marker + "'; cat");
        GitRepository hostile = GitRepository.create(temp.resolve("hostile"));
        hostile.git("branch", "topic");
        for (String variable : List.of(
                "core.fsmonitor",
                "core.sshCommand",
                "core.gitProxy",
                "core.pager",
                "core.editor",
                "core.askPass",
                "core.alternateRefsCommand",
                "sequence.editor",
                "diff.external",
                "gpg.program",
                "credential.helper",
                "uploadpack.packObjectsHook",
                "filter.trap.clean",
                "filter.trap.smudge",
                "filter.trap.process",
                "diff.trap.textconv",
                "merge.trap.driver",
                "interactive.diffFilter",
                "pager.status",
                "trailer.x.command",
                "remote.origin.uploadpack")) {
            hostile.git("config", variable, trap.toString());
        }
        for (String alias : List.of("status", "rev-parse", "symbolic-ref", "log")) {
            hostile.git("config", "alias." + alias, "!" + trap);
        }
        hostile.git("config", "core.hooksPath", temp.resolve("hooks").toString());
        hostile.git("config", "include.path", temp.resolve("hooks/included").toString());
        Files.writeString(hostile.folder().resolve(".gitattributes"), "* filter=trap diff=trap merge=trap\n");
        for (String hook : List.of(
                "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc")) {
            Files.copy(trap, Files.createDirectories(temp.resolve("hooks")).resolve(hook));
            Files.copy(trap, hostile.folder().resolve(".git/hooks").resolve(hook));
        }

        SensorScript.same(agent, hostile.folder(), "{}".getBytes(StandardCharsets.UTF_8));
        for (String branch : List.of("topic", "main", "topic")) {
            // with no help of git, which would run the hooks
            Files.writeString(hostile.folder().resolve(".git/HEAD"), "ref: refs/heads/" + branch + "\n");
            Files.writeString(hostile.folder().resolve("file"), branch + "\n");
            Eventually.equal(
                    branch,
                    () -> agent.state(hostile.folder())
                            .at("/workspace/git/branch")
                            .asText(),
                    "the branch");
        }
        agent.command("refresh", "--workspace", hostile.folder().toString()).done();
        SensorScript.same(agent, hostile.folder(), "{}".getBytes(StandardCharsets.UTF_8));

        assertFalse(Files.exists(marker), () -> "it was run: " + read(marker));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    @DisplayName("A3 X5 pipes, devices, loops and giants in the place of a repository's files hang and harm nobody")
    void odd_files_of_a_repository_hang_nobody() throws Exception {
        List<Path> folders = new ArrayList<>();
        for (String file :
                List.of("HEAD", "config", "packed-refs", "refs/heads/main", "commondir", "MERGE_HEAD", "BISECT_LOG")) {
            Path inGit = Path.of(".git", file);
            folders.add(odd("pipe for " + file, inGit, HardeningIT::pipe));
            folders.add(odd("device for " + file, inGit, HardeningIT::device));
            folders.add(odd("loop for " + file, inGit, path -> Files.createSymbolicLink(path, path)));
            folders.add(odd("folder for " + file, inGit, Files::createDirectory));
            folders.add(odd("giant for " + file, inGit, HardeningIT::giant));
        }
        for (String name : List.of("pipe", "loop", "device")) {
            Path folder = Files.createDirectory(temp.resolve(name + " for .git"));
            Path git = folder.resolve(".git");
            switch (name) {
                case "pipe" -> pipe(git);
                case "loop" -> Files.createSymbolicLink(git, git);
                default -> device(git);
            }
            folders.add(folder);
        }
        Path one = Files.createDirectory(temp.resolve("points at the other"));
        Path other = Files.createDirectory(temp.resolve("points back"));
        Files.writeString(one.resolve(".git"), "gitdir: " + other.resolve(".git") + "\n");
        Files.writeString(other.resolve(".git"), "gitdir: " + one.resolve(".git") + "\n");
        folders.addAll(List.of(one, other));
        folders.add(
                odd("HEAD in circles", Path.of(".git/HEAD"), path -> Files.writeString(path, "ref: refs/heads/a\n")));
        for (String ref : List.of("a", "b")) {
            Files.writeString(
                    temp.resolve("HEAD in circles/.git/refs/heads/" + ref),
                    "ref: refs/heads/" + (ref.equals("a") ? "b" : "a") + "\n");
        }
        folders.add(odd(
                "config in circles",
                Path.of(".git/config"),
                path -> Files.writeString(path, "[include]\n\tpath = config\n")));

        for (Path folder : folders) {
            long start = System.nanoTime();
            agent.line(folder, "{}".getBytes(StandardCharsets.UTF_8));
            SensorScript.with(temp.resolve("no agent")).run(folder, "{}");
            if (!folder.getFileName().toString().startsWith("giant")) {
                // of those git can read nothing, and so does the agent; the script alone reads the start
                SensorScript.same(agent, folder, "{}".getBytes(StandardCharsets.UTF_8));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(PATIENCE) < 0, () -> folder + " took " + took);
            assertHealthy();
        }
        project.git("checkout", "-q", "-b", "goes-on");
        Eventually.equal(
                "goes-on",
                () -> agent.state(project.folder()).at("/workspace/git/branch").asText(),
                "the branch of a healthy repository");
        project.git("checkout", "-q", "main");
        Eventually.equal(
                "main",
                () -> agent.state(project.folder()).at("/workspace/git/branch").asText(),
                "the branch");
        JsonNode parts = agent.request("status").get(0).at("/parts");
        assertEquals(0, parts.at("/agent/details/hanging_threads").asInt(), parts::toString);
        assertEquals(List.of(), agent.log("ERROR"));
    }

    private interface Maker {
        Object make(Path path) throws Exception;
    }

    /** A repository in which one file is something else. */
    private static Path odd(String name, Path file, Maker maker) throws Exception {
        GitRepository repository = GitRepository.create(temp.resolve(name));
        Path path = repository.folder().resolve(file);
        if (file.endsWith("packed-refs")) {
            // it is read when there is no branch, for a tag
            repository.git("checkout", "-q", "--detach");
        }
        Files.deleteIfExists(path);
        maker.make(path);
        return repository.folder();
    }

    private static Path pipe(Path path) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        return path;
    }

    private static Path device(Path path) throws IOException {
        devices.add(path);
        return Files.createSymbolicLink(path, Path.of("/dev/zero"));
    }

    private static Path giant(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            // takes no room on the disk
            file.setLength(3L << 30);
        }
        return path;
    }
}
