package org.contextagent.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, when this bundle is updated or taken out and put in again, which workspaces somebody added: the state store keeps the
 * states of all, but not why they are there. Only within one process; what was added before a restart is old news.
 */
final class AddedFolders {

    /** Name of the file in the agent's folder of states. */
    static final String FILE = "workspaces.added";

    private static final Logger LOG = LoggerFactory.getLogger(AddedFolders.class);

    /** No path has it in it, whatever else it has. */
    private static final String BETWEEN = "\0";

    private static final FileAttribute<?> FOLDER_FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE_FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final String process;

    AddedFolders(Path file) {
        this(file, thisProcess());
    }

    AddedFolders(Path file, String process) {
        this.file = file;
        this.process = process;
    }

    private static String thisProcess() {
        ProcessHandle handle = ProcessHandle.current();
        return handle.pid() + "@"
                + handle.info().startInstant().map(Instant::toString).orElse("");
    }

    /** The folders that were saved last in this process; none when nothing can be read. */
    synchronized List<String> load() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            List<String> saved = List.of(Files.readString(file).split(BETWEEN));
            if (saved.get(0).equals(process)) {
                return saved.subList(1, saved.size());
            }
            Files.delete(file);
        } catch (IOException e) {
            LOG.warn("Nothing is known of workspaces that were added before: {}", e.toString());
        }
        return List.of();
    }

    /** Saves them, one caller after the other, so that the newest are saved last; may wait for the disk. */
    synchronized void save(Supplier<? extends Collection<Path>> folders) {
        Collection<Path> now = folders.get();
        try {
            if (now.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                write(String.join(
                        BETWEEN,
                        Stream.concat(Stream.of(process), now.stream().map(Path::toString))
                                .toList()));
            }
        } catch (IOException e) {
            LOG.warn("Workspaces that were added are not remembered over an update of this bundle: {}", e.toString());
        }
    }

    private void write(String content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, FOLDER_FOR_OWNER);
        }
        Path whole = Files.createTempFile(folder, "." + file.getFileName(), "", FILE_FOR_OWNER);
        try {
            Files.writeString(whole, content);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
