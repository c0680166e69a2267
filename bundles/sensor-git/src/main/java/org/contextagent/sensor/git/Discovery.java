package org.contextagent.sensor.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Kind;
import org.contextagent.sensor.git.disk.Memo;
import org.contextagent.sensor.git.disk.RawPath;
import org.contextagent.sensor.git.disk.Trail;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/** Finds the repository that a folder belongs to as git finds it: in the folder, then in the ones above it, up to the root. */
final class Discovery {

    private static final int LARGEST_MODULES = 1 << 20;

    private record GitDir(Path path, Path commonDir, boolean linked) {

        // by hand: in Java 17 the generated ones keep the class loader of this bundle alive after its end

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GitDir dir
                    && path.equals(dir.path)
                    && commonDir.equals(dir.commonDir)
                    && linked == dir.linked;
        }

        @Override
        public int hashCode() {
            return Objects.hash(path, commonDir, linked);
        }
    }

    private final Memo<Path, Optional<Layout>> layouts;
    private final Memo<GitDir, RepositorySettings> settings;

    Discovery(int size) {
        layouts = new Memo<>(size, this::look);
        settings = new Memo<>(
                size, (dir, trail) -> RepositorySettings.read(dir.path(), dir.commonDir(), dir.linked(), trail));
    }

    /**
     * The repository; nothing where there is none.
     *
     * @param folder a real path
     */
    Optional<Layout> find(Path folder, Trail trail) throws IOException {
        return layouts.get(folder, trail);
    }

    private Optional<Layout> look(Path folder, Trail trail) throws IOException {
        for (Path at = folder; at != null; at = at.getParent()) {
            trail.kind(at);
            Path dotGit = at.resolve(".git");
            Kind kind = trail.kind(dotGit);
            if (kind == Kind.FILE) {
                // git looks no further, wherever the file points
                Optional<Path> gitDir = GitDirs.pointedAt(dotGit, trail);
                return gitDir.isPresent() && GitDirs.isGitDir(gitDir.get(), trail)
                        ? Optional.of(layout(gitDir.get(), Optional.of(at), trail))
                        : Optional.empty();
            }
            if (kind == Kind.FOLDER) {
                Optional<Path> gitDir = trail.real(dotGit);
                if (gitDir.isPresent() && GitDirs.isGitDir(gitDir.get(), trail)) {
                    return Optional.of(layout(gitDir.get(), Optional.of(at), trail));
                }
            }
            if (GitDirs.isGitDir(at, trail)) {
                return Optional.of(layout(at, Optional.empty(), trail));
            }
        }
        return Optional.empty();
    }

    private Layout layout(Path gitDir, Optional<Path> holder, Trail trail) throws IOException {
        boolean linked = trail.kind(gitDir.resolve("commondir")) == Kind.FILE;
        Path commonDir = GitDirs.commonDir(gitDir, trail).orElse(gitDir);
        RepositorySettings said = settings.get(new GitDir(gitDir, commonDir, linked), trail);
        Optional<Path> workTree = holder;
        if (said.workTree().isPresent()) {
            workTree = workTree(gitDir, said.workTree().get(), trail);
        } else if (said.bare().orElse(false)) {
            workTree = Optional.empty();
        }
        boolean bare = workTree.isEmpty() && said.bare().or(said::sharedBare).orElse(true);
        boolean submodule = isModule(gitDir, trail) || (workTree.isPresent() && isListed(workTree.get(), trail));
        return new Layout(gitDir, commonDir, workTree, bare, linked, submodule, said.format());
    }

    private static Optional<Path> workTree(Path gitDir, String said, Trail trail) throws IOException {
        String raw = new String(said.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Optional<Path> path = RawPath.resolve(gitDir, raw, trail);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> real = trail.real(path.get());
        return real.isPresent() ? real : Optional.of(path.get().normalize());
    }

    /** Whether another repository keeps it: it is somewhere below {@code modules} in a git directory. */
    private static boolean isModule(Path gitDir, Trail trail) throws IOException {
        Trail aside = new Trail(trail.disk());
        try {
            for (Path at = gitDir; at != null; at = at.getParent()) {
                Path name = at.getFileName();
                if (name != null && name.toString().equals("modules") && GitDirs.isGitDir(at.getParent(), aside)) {
                    return true;
                }
            }
            return false;
        } finally {
            trail.rely(aside.evidence().unwatched());
        }
    }

    /** Whether it keeps itself but another repository's {@code .gitmodules} names its folder, as old submodules are. */
    private boolean isListed(Path workTree, Trail trail) throws IOException {
        Path above = workTree.getParent();
        if (above == null) {
            return false;
        }
        Trail aside = new Trail(trail.disk());
        try {
            Optional<Path> outer = find(above, aside).flatMap(Layout::workTree).filter(workTree::startsWith);
            return outer.isPresent()
                    && names(outer.get().resolve(".gitmodules"), outer.get().relativize(workTree), aside);
        } finally {
            trail.rely(aside.evidence().unwatched());
        }
    }

    private static boolean names(Path modules, Path folder, Trail trail) throws IOException {
        Optional<String> text = trail.text(modules, LARGEST_MODULES);
        if (text.isEmpty()) {
            return false;
        }
        Config config = new Config();
        try {
            config.fromText(RawPath.text(text.get()));
        } catch (ConfigInvalidException e) {
            return false;
        }
        return config.getSubsections("submodule").stream()
                .map(name -> config.getString("submodule", name, "path"))
                .anyMatch(path -> folder.toString().equals(path));
    }
}
