package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Assembled;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.GitRepository;
import org.contextagent.runtime.testing.Json;
import org.contextagent.runtime.testing.RunningAgent;
import org.contextagent.runtime.testing.SensorScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository that nobody made for a test, this project's own, in whatever git can do to it: what the agent says is what git
 * says, and the script without an agent agrees.
 */
@Timeout(600)
class RealRepositoryIT {

    private static final String HERE = "trunk";

    /** How {@code git status} speaks of what it is in the middle of. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "rebase in progress", "rebase",
            "git merge --abort", "merge",
            "git cherry-pick --abort", "cherry-pick",
            "git revert --abort", "revert",
            "git bisect reset", "bisect");

    @TempDir
    static Path temp;

    @TempDir
    Path folder;

    private static GitRepository original;
    private static RunningAgent agent;

    private GitRepository repository;

    @BeforeAll
    static void start() throws Exception {
        Path own = Assembled.root();
        Path copy = temp.resolve("original");
        if (Files.exists(own.resolve(".git"))) {
            original = GitRepository.clone(own, copy);
        } else {
            // the sources came without their history
            Files.createDirectories(copy);
            Files.copy(own.resolve("README.md"), copy.resolve("README.md"));
            original = GitRepository.create(copy);
        }
        original.git("checkout", "-q", "-B", HERE);
        for (int i = 1; i <= 5; i++) {
            original.commit("README.md", "step " + i);
        }
        original.git("branch", "other", "HEAD~3");
        // every change is told; nothing is found out by looking again
        agent = new RunningAgent()
                .with("CONTEXT_AGENT_POLLING_INTERVAL", "3600")
                .start(original.folder());
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
    }

    @BeforeEach
    void copy() throws Exception {
        repository = GitRepository.clone(original.folder(), folder.resolve("clone"));
        sameAsGit();
    }

    private void sameAsGit() throws Exception {
        sameAsGit(repository.folder());
    }

    /** Waits until the agent says of the folder what git does, and compares the lines. */
    private static void sameAsGit(Path place) throws Exception {
        // whoever comes to a folder first has the agent look there
        agent.line(place, "{}".getBytes(StandardCharsets.UTF_8));

        Eventually.equal(
                Json.read(Json.write(facts(GitRepository.in(place)))),
                () -> agent.state(place).at("/workspace/git"),
                "what is known of " + place);
        SensorScript.same(agent, place, "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** What git says, under the agent's names. */
    private static Map<String, Object> facts(GitRepository git) throws IOException {
        Map<String, Object> facts = new TreeMap<>();
        Optional<String> gitDir = git.ask("rev-parse", "--absolute-git-dir");
        facts.put("is_repo", gitDir.isPresent());
        if (gitDir.isEmpty()) {
            return facts;
        }
        Optional<String> branch = git.ask("symbolic-ref", "-q", "--short", "HEAD");
        Optional<String> commit = git.ask("rev-parse", "-q", "--verify", "HEAD");
        boolean bare = git.git("rev-parse", "--is-bare-repository").equals("true");
        facts.put("bare", bare);
        branch.ifPresent(name -> facts.put("branch", name));
        commit.ifPresent(id -> facts.put("commit", id));
        facts.put("detached", branch.isEmpty());
        facts.put("unborn", commit.isEmpty());
        String common = git.git("rev-parse", "--path-format=absolute", "--git-common-dir");
        facts.put("worktree", !common.equals(gitDir.get()));
        facts.put(
                "submodule",
                !git.git("rev-parse", "--show-superproject-working-tree").isEmpty());
        if (branch.isEmpty()) {
            git.git("tag", "--points-at", "HEAD").lines().findFirst().ifPresent(tag -> facts.put("tag", tag));
        }
        if (!bare) {
            facts.put("root", git.git("rev-parse", "--show-toplevel"));
            String status = git.git("status");
            OPERATIONS.forEach((sign, operation) -> {
                if (status.contains(sign)) {
                    facts.put("operation", operation);
                }
            });
        }
        Path rebase = Path.of(gitDir.get(), "rebase-merge");
        if (Files.isDirectory(rebase)) {
            facts.put("operation_step", number(rebase.resolve("msgnum")));
            facts.put("operation_steps", number(rebase.resolve("end")));
            facts.put(
                    "rebasing",
                    Files.readString(rebase.resolve("head-name")).strip().replaceFirst("^refs/heads/", ""));
        }
        return facts;
    }

    private static int number(Path file) throws IOException {
        return Integer.parseInt(Files.readString(file).strip());
    }

    private void operationIs(String name) throws Exception {
        sameAsGit();
        JsonNode state = agent.state(repository.folder());
        assertEquals(name, state.at("/workspace/git/operation").asText(), state::toString);
    }

    @Test
    @DisplayName(
            "X9 the branch that is checked out is known, whatever it is called, also from inside and when refs are packed")
    void branches_are_known() throws Exception {
        Path inside = Files.createDirectories(repository.folder().resolve("some/folder"));
        for (String branch : List.of("feature/some-thing", "grün/✓", "a'b\"c$(d)&", "trunk2")) {
            repository.git("checkout", "-q", "-b", branch);
            sameAsGit();
            sameAsGit(inside);
            assertEquals(
                    branch, agent.state(inside).at("/workspace/git/branch").asText(), "the branch as git was told it");
        }
        repository.commit("more");
        sameAsGit();
        repository.git("pack-refs", "--all", "--prune");
        sameAsGit();
        repository.git("gc", "-q");
        repository.git("checkout", "-q", "feature/some-thing");
        sameAsGit();
    }

    @Test
    @DisplayName("X2 a folder outside of every repository has no branch")
    void a_folder_outside_is_no_repository() throws Exception {
        sameAsGit(Files.createDirectory(folder.resolve("outside")));
    }

    @Test
    @DisplayName("X2 a HEAD that is detached at a commit or at a tag is shown as such")
    void a_detached_head_is_known() throws Exception {
        repository.git("checkout", "-q", "--detach", "HEAD~1");
        sameAsGit();
        repository.git("tag", "light", "HEAD~1");
        repository.git("checkout", "-q", "light");
        sameAsGit();
        repository.git("tag", "-a", "-m", "annotated", "v1.0", "HEAD~1");
        // the script alone cannot read what an annotated tag points at until it is packed
        repository.git("pack-refs", "--all");
        repository.git("checkout", "-q", "v1.0");
        sameAsGit();
        assertEquals(
                "v1.0",
                agent.state(repository.folder()).at("/workspace/git/tag").asText());
        repository.git("checkout", "-q", HERE);
        sameAsGit();
    }

    @Test
    @DisplayName("X9 a linked worktree has a branch of its own")
    void linked_worktrees_are_known() throws Exception {
        Path linked = folder.resolve("linked one");
        repository.git("worktree", "add", "-q", "-b", "linked", linked.toString());
        sameAsGit(linked);
        sameAsGit();
        GitRepository there = GitRepository.in(linked);
        there.git("checkout", "-q", "--detach");
        sameAsGit(linked);
        there.git("checkout", "-q", "-b", "linked2");
        sameAsGit(linked);
        assertTrue(agent.state(linked).at("/workspace/git/worktree").asBoolean());
        assertEquals(
                HERE,
                agent.state(repository.folder()).at("/workspace/git/branch").asText());
    }

    @Test
    @DisplayName("X2 a rebase that stopped at a conflict is known with its steps")
    void a_rebase_is_known() throws Exception {
        diverge();
        assertTrue(repository.ask("rebase", HERE).isEmpty(), "there was no conflict");
        operationIs("rebase");
        resolve();
        assertTrue(repository.ask("rebase", "--continue").isEmpty(), "there was no second conflict");
        operationIs("rebase");
        assertEquals(
                2,
                agent.state(repository.folder())
                        .at("/workspace/git/operation_step")
                        .asInt());
        repository.git("rebase", "--abort");
        operationIs("");
    }

    @Test
    @DisplayName("X2 a merge that stopped at a conflict is known until it is committed")
    void a_merge_is_known() throws Exception {
        diverge();
        assertTrue(repository.ask("merge", HERE).isEmpty(), "there was no conflict");
        operationIs("merge");
        resolve();
        repository.git("commit", "-q", "-m", "merged");
        operationIs("");
    }

    @Test
    @DisplayName("X2 a cherry-pick and a revert that stopped are known until they are given up")
    void a_cherry_pick_and_a_revert_are_known() throws Exception {
        diverge();
        assertTrue(repository.ask("cherry-pick", HERE).isEmpty(), "there was no conflict");
        operationIs("cherry-pick");
        repository.git("cherry-pick", "--abort");
        operationIs("");
        assertTrue(repository.ask("revert", "HEAD~1").isEmpty(), "there was no conflict");
        operationIs("revert");
        repository.git("revert", "--abort");
        operationIs("");
    }

    @Test
    @DisplayName("X2 a bisection is known until it is reset")
    void a_bisection_is_known() throws Exception {
        repository.git("bisect", "start", "HEAD", "HEAD~4");
        operationIs("bisect");
        repository.git("bisect", "good");
        operationIs("bisect");
        repository.git("bisect", "reset");
        operationIs("");
    }

    @Test
    @DisplayName("X2 a branch without a commit is known by its name")
    void a_branch_without_a_commit_is_known() throws Exception {
        repository.git("checkout", "-q", "--orphan", "fresh-start");
        sameAsGit();
        GitRepository empty = GitRepository.in(Files.createDirectory(folder.resolve("empty")));
        empty.git("init", "-q", "-b", "not-yet");
        sameAsGit(empty.folder());
        empty.commit("now");
        sameAsGit(empty.folder());
    }

    @Test
    @DisplayName("X2 a bare repository and a submodule are known as such")
    void bare_repositories_and_submodules_are_known() throws Exception {
        Path bare = folder.resolve("bare.git");
        GitRepository.clone(original.folder(), bare, "--bare");
        sameAsGit(bare);
        sameAsGit(bare.resolve("refs"));
        repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", bare.toString(), "lib/part");
        Path part = repository.folder().resolve("lib/part");
        sameAsGit(part);
        GitRepository.in(part).git("checkout", "-q", "--detach");
        sameAsGit(part);
        GitRepository.in(part).git("checkout", "-q", "-b", "of-the-part");
        sameAsGit(part);
        sameAsGit();
        assertTrue(agent.state(part).at("/workspace/git/submodule").asBoolean());
    }

    @Test
    @DisplayName("A1 A6 a checkout that is moved away, removed and made anew is followed")
    void a_repository_may_go_and_come() throws Exception {
        Path elsewhere = Files.move(repository.folder(), folder.resolve("elsewhere"));
        Files.createDirectory(repository.folder());
        sameAsGit();
        sameAsGit(elsewhere);
        repository.git("init", "-q", "-b", "anew");
        sameAsGit();
        delete(repository.folder().resolve(".git"));
        sameAsGit();
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** On a branch whose two commits do not go with those of {@link #HERE}. */
    private void diverge() throws IOException {
        repository.git("checkout", "-q", "-b", "topic", "HEAD~3");
        repository.commit("README.md", "one way");
        repository.commit("README.md", "another way");
    }

    private void resolve() throws IOException {
        Files.writeString(repository.folder().resolve("README.md"), "resolved\n");
        repository.git("add", "-A");
    }
}
