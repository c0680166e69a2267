package org.contextagent.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, over an update of this bundle, which workspaces somebody added: the state store keeps the states of all, but not
 * why they are there.
 */
final class AddedFolders {

    private static final Logger LOG = LoggerFactory.getLogger(AddedFolders.class);

    private final Optional<Path> file;

    /** @param file where; nothing when there is no place for files */
    AddedFolders(Optional<Path> file) {
        this.file = file;
    }

    /** The folders that were saved last; none when nothing can be read. */
    List<String> load() {
        try {
            return file.isPresent() && Files.exists(file.get()) ? Files.readAllLines(file.get()) : List.of();
        } catch (IOException e) {
            LOG.debug("Nothing is known of workspaces that were added before", e);
            return List.of();
        }
    }

    synchronized void save(Collection<Path> folders) {
        try {
            if (file.isPresent()) {
                // a name with a line end in it is not worth a format of its own
                Files.write(
                        file.get(),
                        folders.stream()
                                .map(Path::toString)
                                .filter(path -> path.indexOf('\n') < 0 && path.indexOf('\r') < 0)
                                .toList());
            }
        } catch (IOException e) {
            LOG.debug("Workspaces that were added are not remembered over an update of this bundle", e);
        }
    }
}
