package org.contextagent.sensor.git.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.contextagent.api.state.Fact;

/** What the {@code git} command says of a folder, under the names of the facts. */
public final class GitTruth {

    private static final Map<String, String> OPERATIONS = Map.ofEntries(
            Map.entry("You are in the middle of an am session", "am"),
            Map.entry("rebase in progress", "rebase"),
            Map.entry("You are currently rebasing", "rebase"),
            Map.entry("while rebasing", "rebase"),
            Map.entry("during a rebase", "rebase"),
            Map.entry("You have unmerged paths", "merge"),
            Map.entry("you are still merging", "merge"),
            Map.entry("herry-pick", "cherry-pick"),
            Map.entry("You are currently reverting", "revert"),
            Map.entry("Revert currently in progress", "revert"),
            Map.entry("You are currently bisecting", "bisect"));
    /** What is said first wins where several are said. */
    private static final List<String> ORDER = List.of("am", "rebase", "merge", "cherry-pick", "revert", "bisect");

    private GitTruth() {}

    /** Step counts are left out: git has no command for them. */
    public static Map<String, Object> of(Path folder) {
        Git git = new Git(folder);
        Map<String, Object> facts = new TreeMap<>();
        boolean repository = git.attempt("rev-parse", "--git-dir").isGood();
        facts.put(Fact.GIT_IS_REPO, repository);
        if (!repository) {
            return facts;
        }
        boolean symbolic = git.attempt("symbolic-ref", "-q", "HEAD").isGood();
        Optional<String> commit = output(git.attempt("rev-parse", "--verify", "-q", "HEAD"));
        output(git.attempt("branch", "--show-current"))
                .filter(branch -> !branch.startsWith("fatal"))
                .ifPresent(branch -> facts.put(Fact.GIT_BRANCH, branch));
        commit.ifPresent(id -> facts.put(Fact.GIT_COMMIT, id));
        boolean detached = !symbolic && commit.isPresent();
        facts.put(Fact.GIT_DETACHED, detached);
        facts.put(Fact.GIT_UNBORN, symbolic && commit.isEmpty());
        facts.put(Fact.GIT_BARE, git.run("rev-parse", "--is-bare-repository").equals("true"));
        facts.put(
                Fact.GIT_WORKTREE,
                !git.run("rev-parse", "--path-format=absolute", "--git-dir")
                        .equals(git.run("rev-parse", "--path-format=absolute", "--git-common-dir")));
        facts.put(
                Fact.GIT_SUBMODULE,
                output(git.attempt("rev-parse", "--show-superproject-working-tree"))
                        .isPresent());
        output(git.attempt("rev-parse", "--show-toplevel")).ifPresent(root -> facts.put(Fact.GIT_ROOT, root));
        if (detached) {
            tag(git).ifPresent(tag -> facts.put(Fact.GIT_TAG, tag));
        }
        operation(git).ifPresent(operation -> facts.put(Fact.GIT_OPERATION, operation));
        return facts;
    }

    private static Optional<String> output(Git.Result result) {
        return result.isGood() && !result.output().isEmpty() ? Optional.of(result.output()) : Optional.empty();
    }

    private static Optional<String> tag(Git git) {
        return git.run("for-each-ref", "refs/tags", "--points-at=HEAD", "--format=%(objecttype) %(refname:strip=2)")
                .lines()
                // "tag" sorts after "commit"; within each the order is that of the names
                .sorted(Comparator.comparing(line -> line.startsWith("tag ") ? 0 : 1))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst();
    }

    private static Optional<String> operation(Git git) {
        Git.Result status = git.attempt("status");
        if (!status.isGood()) {
            return Optional.empty();
        }
        Optional<String> said = ORDER.stream()
                .filter(name -> OPERATIONS.entrySet().stream()
                        .anyMatch(text ->
                                text.getValue().equals(name) && status.output().contains(text.getKey())))
                .findFirst();
        // of a merge in a rebase that was left, git's status tells the merge and git's prompt tells the rebase, as the
        // sensor does
        return said.map(name -> name.equals("merge") && isRebasing(git) ? "rebase" : name);
    }

    private static boolean isRebasing(Git git) {
        return Stream.of("rebase-merge", "rebase-apply")
                .anyMatch(name ->
                        Files.exists(Path.of(git.run("rev-parse", "--path-format=absolute", "--git-path", name))));
    }
}
