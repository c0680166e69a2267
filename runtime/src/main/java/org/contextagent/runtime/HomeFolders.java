package org.contextagent.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.contextagent.api.home.Home;

/** Makes the folders of a home, for their owner alone, and refuses ones that others could reach into. */
final class HomeFolders {

    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> ANY = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private HomeFolders() {}

    /** @throws StartException when a folder cannot be made, is somebody else's or is open to others */
    static void prepare(Home home) throws StartException {
        // sockets and tokens: nobody else may even look, or lead elsewhere
        if (Files.isSymbolicLink(home.run())) {
            throw new StartException("the folder " + home.run() + " is a symbolic link; remove it, it is made anew");
        }
        prepare(home.run(), ANY);
        // bundles and caches: code that runs as this user
        prepare(home.state(), WRITE);
        prepare(home.state().resolve("logs"), WRITE);
    }

    private static void prepare(Path folder, Set<PosixFilePermission> refused) throws StartException {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(
                        folder,
                        PosixFilePermissions.asFileAttribute(EnumSet.of(
                                PosixFilePermission.OWNER_READ,
                                PosixFilePermission.OWNER_WRITE,
                                PosixFilePermission.OWNER_EXECUTE)));
            }
            Set<PosixFilePermission> open = EnumSet.copyOf(refused);
            open.retainAll(Files.getPosixFilePermissions(folder));
            if (!open.isEmpty()) {
                throw new StartException(
                        "the folder " + folder + " is open to other users; close it: chmod 700 " + folder);
            }
            Path probe = Files.createTempFile(folder, "owner", null);
            Object self = Files.getAttribute(probe, "unix:uid");
            Files.delete(probe);
            if (!self.equals(Files.getAttribute(folder, "unix:uid"))) {
                throw new StartException("the folder " + folder
                        + " belongs to another user; set CONTEXT_AGENT_HOME to a" + " folder of your own");
            }
        } catch (IOException e) {
            throw new StartException("the folder " + folder + " cannot be used: " + Reasons.of(e), e);
        }
    }
}
