package org.contextagent.sensor.git;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.contextagent.sensor.git.disk.Bounded;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.disk.Memo;
import org.contextagent.sensor.git.disk.RawPath;
import org.contextagent.sensor.git.disk.Trail;
import org.contextagent.sensor.git.objects.TagObject;
import org.contextagent.sensor.git.refs.FileRefs;
import org.contextagent.sensor.git.refs.LooseTags;
import org.contextagent.sensor.git.refs.Refs;
import org.contextagent.sensor.git.refs.ReftableRefs;

/**
 * Reads the facts of repositories. A repository is read once for all folders in it, and again only when a file that its facts
 * rest on looks different. For any thread.
 */
final class Repositories {

    private static final int MOST_FOLDERS = 1_000;
    private static final int MOST_REPOSITORIES = 250;
    /** Tags are many and their memory is small: it is kept for the few repositories that were asked for last. */
    private static final int MOST_WITH_TAGS = 4;

    private static final int MOST_OBJECTS = 10_000;
    private static final Facts NO_REPOSITORY =
            Facts.builder().put(Fact.GIT_IS_REPO, false).build();

    private final Disk disk;
    private final Discovery discovery = new Discovery(MOST_FOLDERS);
    private final Memo<Layout, Facts> facts = new Memo<>(MOST_REPOSITORIES, this::facts);
    private final Memo<Path, LooseTags> looseTags = new Memo<>(MOST_WITH_TAGS, LooseTags::read);
    private final Map<Path, Map<String, TagObject>> objects = Bounded.map(MOST_WITH_TAGS);

    Repositories(Disk disk) {
        this.disk = disk;
    }

    /**
     * What is known of the repository that a folder belongs to.
     *
     * @throws InterruptedException when the thread was interrupted
     */
    Reading read(Path folder) throws InterruptedException {
        Trail trail = new Trail(disk);
        try {
            Optional<Path> real = trail.real(folder);
            Optional<Layout> layout = real.isPresent() ? discovery.find(real.get(), trail) : Optional.empty();
            Facts found = layout.isPresent() ? facts.get(layout.get(), trail) : NO_REPOSITORY;
            return new Reading(found, Optional.empty(), trail.evidence());
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while the repository was read");
        } catch (IOException e) {
            return new Reading(Facts.NONE, Optional.of(problem(folder, e)), trail.evidence());
        }
    }

    /** How many repositories are kept in mind. */
    int size() {
        return facts.size();
    }

    private static String problem(Path folder, IOException e) {
        String what;
        if (e instanceof AccessDeniedException denied) {
            what = "permission denied: " + denied.getFile();
        } else if (e instanceof FileSystemException failed) {
            what = failed.getFile() + (failed.getReason() == null ? " is not there" : ": " + failed.getReason());
        } else {
            what = e.getMessage();
        }
        return SafeText.line("cannot read the repository of " + folder + ": " + what);
    }

    private Facts facts(Layout layout, Trail trail) throws IOException {
        Refs refs = layout.format().reftable()
                ? new ReftableRefs(layout.gitDir(), layout.commonDir(), trail)
                : new FileRefs(layout.gitDir(), layout.commonDir(), looseTags, trail);
        Head head = Head.read(refs);
        Facts.Builder found = Facts.builder()
                .put(Fact.GIT_IS_REPO, true)
                .put(Fact.GIT_BARE, layout.bare())
                .put(Fact.GIT_WORKTREE, layout.linked())
                .put(Fact.GIT_SUBMODULE, layout.submodule())
                .put(Fact.GIT_DETACHED, head.detached())
                .put(Fact.GIT_UNBORN, head.unborn());
        layout.workTree().ifPresent(root -> found.put(Fact.GIT_ROOT, root.toString()));
        head.branch().ifPresent(branch -> found.put(Fact.GIT_BRANCH, RawPath.text(branch)));
        head.commit().ifPresent(commit -> found.put(Fact.GIT_COMMIT, commit));
        if (head.detached()) {
            tag(head, layout, refs).ifPresent(tag -> found.put(Fact.GIT_TAG, RawPath.text(tag)));
        }
        Operation.read(layout.gitDir(), refs, trail).ifPresent(operation -> {
            found.put(Fact.GIT_OPERATION, operation.name());
            operation.step().ifPresent(step -> found.put(Fact.GIT_OPERATION_STEP, step));
            operation.steps().ifPresent(steps -> found.put(Fact.GIT_OPERATION_STEPS, steps));
            operation.rebasing().ifPresent(branch -> found.put(Fact.GIT_REBASING, RawPath.text(branch)));
        });
        return found.build();
    }

    private Optional<String> tag(Head head, Layout layout, Refs refs) throws IOException {
        Map<String, TagObject> known = objects.computeIfAbsent(layout.commonDir(), folder -> Bounded.map(MOST_OBJECTS));
        return head.commit().isPresent()
                ? TagOfCommit.find(
                        head.commit().get(),
                        refs,
                        known,
                        disk,
                        layout.commonDir().resolve("objects"))
                : Optional.empty();
    }
}
