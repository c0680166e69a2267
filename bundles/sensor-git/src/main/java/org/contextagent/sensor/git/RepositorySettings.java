package org.contextagent.sensor.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Trail;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/**
 * What a repository's own configuration says of its form. As git does for these few settings, it reads the repository's file alone:
 * no included ones, none of the user's or the machine's. Nothing of it is ever run.
 *
 * @param bare whether it has no work tree, where that is said of this work tree
 * @param sharedBare the same, where it is said of all its work trees
 * @param workTree where its work tree is, where that is said
 * @param format how its refs and ids are kept
 */
record RepositorySettings(
        Optional<Boolean> bare, Optional<Boolean> sharedBare, Optional<String> workTree, Layout.Format format) {

    private static final int LARGEST = 1 << 20;
    private static final RepositorySettings UNSAID = new RepositorySettings(
            Optional.empty(), Optional.empty(), Optional.empty(), new Layout.Format(false, false));

    /** @param linked whether it is a linked work tree, whose settings are not in the file that all share */
    static RepositorySettings read(Path gitDir, Path commonDir, boolean linked, Trail trail) throws IOException {
        Path file = commonDir.resolve("config");
        Optional<Config> shared = parse(file, trail);
        if (shared.isEmpty()) {
            return UNSAID;
        }
        Config config = shared.get();
        try {
            Layout.Format format = format(config, file);
            if (config.getString("core", null, "repositoryformatversion") == null) {
                return new RepositorySettings(Optional.empty(), bare(config), Optional.empty(), format);
            }
            Config own = new Config();
            boolean split = config.getBoolean("extensions", "worktreeconfig", false);
            if (split) {
                own = parse(gitDir.resolve("config.worktree"), trail).orElse(own);
            }
            return new RepositorySettings(
                    bare(own).or(() -> linked && !split ? Optional.empty() : bare(config)),
                    bare(config),
                    workTree(own).or(() -> linked && !split ? Optional.empty() : workTree(config)),
                    format);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has a value that is not valid: " + e.getMessage(), e);
        }
    }

    private static Optional<Config> parse(Path file, Trail trail) throws IOException {
        Optional<String> text = trail.text(file, LARGEST + 1);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().length() > LARGEST) {
            throw new IOException(file + " is larger than " + LARGEST + " bytes");
        }
        Config config = new Config();
        try {
            config.fromText(new String(text.get().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (ConfigInvalidException e) {
            throw new IOException(file + " is not well formed: " + e.getMessage(), e);
        }
        return Optional.of(config);
    }

    private static Layout.Format format(Config config, Path file) throws IOException {
        int version = config.getInt("core", "repositoryformatversion", 0);
        if (version > 1) {
            throw new IOException(file + " names version " + version + " of the repository format; 0 and 1 are known");
        }
        String storage = extension(config, "refstorage", "files");
        if (!storage.equals("files") && !storage.equals("reftable")) {
            throw new IOException(
                    file + " names '" + storage + "' as the storage of its refs; files and reftable are known");
        }
        boolean reftable = storage.equals("reftable");
        boolean sha256 = extension(config, "objectformat", "sha1").equals("sha256");
        if (reftable && sha256) {
            throw new IOException(
                    file.getParent() + " keeps its refs as reftable with SHA-256 ids, which cannot be read yet");
        }
        return new Layout.Format(reftable, sha256);
    }

    private static String extension(Config config, String name, String otherwise) {
        String value = config.getString("extensions", null, name);
        return value == null ? otherwise : value.toLowerCase(Locale.ROOT);
    }

    private static Optional<Boolean> bare(Config config) {
        return config.getString("core", null, "bare") == null
                ? Optional.empty()
                : Optional.of(config.getBoolean("core", "bare", false));
    }

    private static Optional<String> workTree(Config config) {
        return Optional.ofNullable(config.getString("core", null, "worktree"));
    }
}
