package org.contextagent.statusline.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.contextagent.api.text.SafeText;

/**
 * The runtime folder: made for its owner alone, refused when it is not ours alone. What is in it is therefore out of the reach of
 * other users, whatever the umask.
 */
final class RunFolder {

    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes the folder where it is missing.
     *
     * @throws RunFolderException when it is a link, belongs to somebody else, is open to others or cannot be made
     */
    static RunFolder open(Path path) throws RunFolderException {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            }
            check(path);
            return new RunFolder(path);
        } catch (IOException | UnsupportedOperationException e) {
            throw new RunFolderException(
                    "The runtime folder " + shown(path) + " cannot be used: " + SafeText.line(e + ""));
        }
    }

    private static void check(Path path) throws IOException, RunFolderException {
        PosixFileAttributes folder = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (folder.isSymbolicLink() || !folder.isDirectory()) {
            throw new RunFolderException("The runtime folder " + shown(path) + " is "
                    + (folder.isSymbolicLink() ? "a symbolic link" : "no folder") + ". Remove it; it is made anew.");
        }
        if (!OWNER_FOLDER.containsAll(folder.permissions())) {
            throw new RunFolderException("The runtime folder " + shown(path) + " is open to other users ("
                    + PosixFilePermissions.toString(folder.permissions()) + "). Close it: chmod 700 " + shown(path));
        }
        UserPrincipal we = ourselves(path);
        if (!folder.owner().equals(we)) {
            throw new RunFolderException("The runtime folder " + shown(path) + " belongs to "
                    + folder.owner().getName() + ", not to " + we.getName()
                    + ". Remove it or set CONTEXT_AGENT_HOME to a folder of yours.");
        }
    }

    /** Who this process is, seen by whom a new file belongs to; names of users are not always known. */
    private static UserPrincipal ourselves(Path path) throws IOException {
        Path probe = Files.createTempFile(path, ".owner", "", PosixFilePermissions.asFileAttribute(OWNER_FILE));
        try {
            return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(probe);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Writes a file that only its owner can read, whole or not at all. */
    void write(String name, String content) throws IOException {
        Path whole = Files.createTempFile(path, "." + name, "", PosixFilePermissions.asFileAttribute(OWNER_FILE));
        try {
            Files.writeString(whole, content);
            Files.move(whole, file(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Removes a file if it still is what was written. */
    void removeIfStill(String name, String content) throws IOException {
        Path file = file(name);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == content.getBytes(StandardCharsets.UTF_8).length
                && Files.readString(file).equals(content)) {
            Files.delete(file);
        }
    }

    static String shown(Path path) {
        return SafeText.line(path.toString());
    }
}
