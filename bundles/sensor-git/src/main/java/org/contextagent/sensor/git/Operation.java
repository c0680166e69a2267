package org.contextagent.sensor.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contextagent.sensor.git.disk.Kind;
import org.contextagent.sensor.git.disk.Trail;
import org.contextagent.sensor.git.refs.RefName;
import org.contextagent.sensor.git.refs.Refs;

/**
 * What git is in the middle of; where it is several things at once, what git's own prompt shows.
 *
 * @param name as {@link org.contextagent.api.state.Fact#GIT_OPERATION} has it
 * @param step the step that it is at
 * @param steps how many it has
 * @param rebasing raw short name of the branch that is rebased
 */
record Operation(String name, Optional<Long> step, Optional<Long> steps, Optional<String> rebasing) {

    private static final int LONGEST_NUMBER = 32;
    private static final int LONGEST_NAME = 8 * 1024;
    private static final int LONGEST_COMMAND = 32;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    static Optional<Operation> read(Path gitDir, Refs refs, Trail trail) throws IOException {
        Path merging = gitDir.resolve("rebase-merge");
        if (trail.kind(merging) == Kind.FOLDER) {
            return Optional.of(rebase(merging, "msgnum", "end", trail));
        }
        Path applying = gitDir.resolve("rebase-apply");
        if (trail.kind(applying) == Kind.FOLDER) {
            Operation rebase = rebase(applying, "next", "last", trail);
            boolean mails = trail.kind(applying.resolve("applying")) == Kind.FILE;
            return Optional.of(mails ? new Operation("am", rebase.step(), rebase.steps(), Optional.empty()) : rebase);
        }
        if (trail.kind(gitDir.resolve("MERGE_HEAD")) == Kind.FILE) {
            return Optional.of(named("merge"));
        }
        if (refs.find("CHERRY_PICK_HEAD").isPresent()) {
            return Optional.of(named("cherry-pick"));
        }
        if (refs.find("REVERT_HEAD").isPresent()) {
            return Optional.of(named("revert"));
        }
        Optional<Operation> sequence = sequence(gitDir.resolve("sequencer"), trail);
        if (sequence.isPresent()) {
            return sequence;
        }
        return trail.kind(gitDir.resolve("BISECT_LOG")) == Kind.FILE ? Optional.of(named("bisect")) : Optional.empty();
    }

    private static Operation rebase(Path folder, String step, String steps, Trail trail) throws IOException {
        Optional<String> branch = trail.text(folder.resolve("head-name"), LONGEST_NAME)
                .map(String::stripTrailing)
                .filter(name -> RefName.isBranch(name) && RefName.isValid(name))
                .map(RefName::branch);
        return new Operation(
                "rebase", number(folder.resolve(step), trail), number(folder.resolve(steps), trail), branch);
    }

    private static Optional<Long> number(Path file, Trail trail) throws IOException {
        return trail.text(file, LONGEST_NUMBER)
                .map(String::strip)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Long::valueOf);
    }

    /** Several commits to pick or revert, of which one has just been committed and the next is not begun yet. */
    private static Optional<Operation> sequence(Path folder, Trail trail) throws IOException {
        if (trail.kind(folder) != Kind.FOLDER) {
            return Optional.empty();
        }
        String command = trail.text(folder.resolve("todo"), LONGEST_COMMAND).orElse("");
        if (command.matches("(?s)(p|pick)[ \t].*")) {
            return Optional.of(named("cherry-pick"));
        }
        return command.matches("(?s)revert[ \t].*") ? Optional.of(named("revert")) : Optional.empty();
    }

    private static Operation named(String name) {
        return new Operation(name, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
