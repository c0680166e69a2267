package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contextagent.sensor.git.disk.Kind;
import org.contextagent.sensor.git.disk.RawPath;
import org.contextagent.sensor.git.disk.Trail;

/**
 * The tags of a repository that are in a file each.
 *
 * @param byName what each holds, by its full name
 */
public record LooseTags(Map<String, RefValue> byName) {

    private static final int MOST = 20_000;

    private record Folder(Path path, String prefix) {}

    /** Reads them all; of more than can be meant seriously, some. */
    public static LooseTags read(Path commonDir, Trail trail) throws IOException {
        Map<String, RefValue> found = new HashMap<>();
        Deque<Folder> folders = new ArrayDeque<>();
        folders.add(new Folder(commonDir.resolve(RefName.TAGS), RefName.TAGS));
        int left = MOST;
        while (!folders.isEmpty()) {
            Folder folder = folders.remove();
            List<Path> entries = trail.entries(folder.path(), left);
            left -= entries.size();
            for (Path entry : entries) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ClosedByInterruptException();
                }
                String name = folder.prefix() + RawPath.rawName(entry);
                if (!RefName.isValid(name)) {
                    continue;
                }
                if (trail.entry(entry) == Kind.FOLDER) {
                    folders.add(new Folder(entry, name + "/"));
                } else {
                    LooseRef.read(entry, trail).ifPresent(value -> found.put(name, value));
                }
            }
        }
        return new LooseTags(found);
    }
}
