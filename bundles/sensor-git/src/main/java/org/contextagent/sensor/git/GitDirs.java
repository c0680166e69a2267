package org.contextagent.sensor.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contextagent.sensor.git.disk.Kind;
import org.contextagent.sensor.git.disk.RawPath;
import org.contextagent.sensor.git.disk.Trail;

/** What makes a folder a git directory, by git's own rules. */
final class GitDirs {

    private static final int LONGEST_HEAD = 256;
    private static final int LONGEST_POINTER = 64 * 1024;
    private static final Pattern HEAD = Pattern.compile("(?s)(ref:\\s*refs/|[0-9a-fA-F]{40}).*");
    private static final String POINTER = "gitdir: ";

    private GitDirs() {}

    /** Whether the folder is one: it has a {@code HEAD} that makes sense, and, itself or where it points, objects and refs. */
    static boolean isGitDir(Path folder, Trail trail) throws IOException {
        if (!hasHead(folder.resolve("HEAD"), trail)) {
            return false;
        }
        Optional<Path> common = commonDir(folder, trail);
        return common.isPresent()
                && trail.kind(common.get().resolve("objects")) == Kind.FOLDER
                && trail.kind(common.get().resolve("refs")) == Kind.FOLDER;
    }

    private static boolean hasHead(Path head, Trail trail) throws IOException {
        return switch (trail.entry(head)) {
            case LINK -> trail.disk().link(head).toString().startsWith("refs/");
            case FILE ->
                trail.entryText(head, LONGEST_HEAD)
                        .filter(text -> HEAD.matcher(text).matches())
                        .isPresent();
            default -> false;
        };
    }

    /** The folder that a git directory shares with others, itself where it shares nothing; nothing where it points nowhere. */
    static Optional<Path> commonDir(Path gitDir, Trail trail) throws IOException {
        Optional<String> pointer = trail.text(gitDir.resolve("commondir"), LONGEST_POINTER);
        if (pointer.isEmpty()) {
            return Optional.of(gitDir);
        }
        return follow(gitDir, withoutLineEnd(pointer.get()), trail);
    }

    /** Where a {@code .git} file points; nothing where it points nowhere. */
    static Optional<Path> pointedAt(Path dotGit, Trail trail) throws IOException {
        String pointer =
                trail.text(dotGit, LONGEST_POINTER).map(GitDirs::withoutLineEnd).orElse("");
        Optional<Path> target = pointer.startsWith(POINTER)
                ? follow(dotGit.getParent(), pointer.substring(POINTER.length()), trail)
                : Optional.empty();
        if (target.isEmpty()) {
            // git makes the file before it writes it: what is in it matters until then
            trail.entry(dotGit);
        }
        return target;
    }

    private static Optional<Path> follow(Path from, String raw, Trail trail) throws IOException {
        Optional<Path> path = raw.isEmpty() ? Optional.empty() : RawPath.resolve(from, raw, trail);
        return path.isPresent() ? trail.real(path.get()) : Optional.empty();
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
