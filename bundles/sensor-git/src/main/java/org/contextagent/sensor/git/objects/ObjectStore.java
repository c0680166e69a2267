package org.contextagent.sensor.git.objects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contextagent.sensor.git.disk.Disk;

/**
 * Reads the tags among a repository's objects, wherever they are: loose, in packs, or in the other repositories that it borrows
 * from. Nothing of it goes into an answer's evidence, since what an id names never changes.
 */
public final class ObjectStore {

    private static final int MOST_STORES = 16;
    private static final int MOST_PACKS = 2_000;
    private static final int LONGEST_LIST = 64 * 1024;

    private final Disk disk;
    private final List<Path> stores;
    private final List<Pack> packs;

    /** @param folder the repository's {@code objects} */
    public ObjectStore(Disk disk, Path folder) throws IOException {
        this.disk = disk;
        stores = stores(folder);
        packs = packs();
    }

    /** Where an object leads to, {@link TagObject#NONE} where it is no tag; nothing where it is missing or damaged. */
    public Optional<TagObject> find(String objectId) throws IOException {
        for (Path store : stores) {
            Path loose = store.resolve(objectId.substring(0, 2)).resolve(objectId.substring(2));
            if (Files.isRegularFile(loose)) {
                return LooseObject.read(disk, loose);
            }
        }
        for (Pack pack : packs) {
            Optional<TagObject> found = pack.find(objectId);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<Path> stores(Path folder) throws IOException {
        Set<Path> found = new LinkedHashSet<>(List.of(folder));
        List<Path> open = new ArrayList<>(found);
        while (!open.isEmpty() && found.size() < MOST_STORES) {
            Path store = open.remove(0);
            Path alternates = store.resolve("info").resolve("alternates");
            if (Files.isRegularFile(alternates)) {
                String lines = new String(disk.read(alternates, LONGEST_LIST), StandardCharsets.UTF_8);
                for (String line : lines.split("\n")) {
                    if (!line.isEmpty() && !line.startsWith("#") && line.indexOf('\0') < 0) {
                        Path other = store.resolve(line).normalize();
                        if (found.add(other)) {
                            open.add(other);
                        }
                    }
                }
            }
        }
        return found.stream().limit(MOST_STORES).toList();
    }

    private List<Pack> packs() throws IOException {
        List<Pack> found = new ArrayList<>();
        for (Path store : stores) {
            Path folder = store.resolve("pack");
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> entries = disk.entries(folder)) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    if (name.endsWith(".idx") && found.size() < MOST_PACKS) {
                        String stem = name.substring(0, name.length() - ".idx".length());
                        found.add(new Pack(disk, entry, entry.resolveSibling(stem + ".pack")));
                    }
                }
            }
        }
        return found;
    }
}
