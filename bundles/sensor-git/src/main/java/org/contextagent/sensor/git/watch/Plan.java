package org.contextagent.sensor.git.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextagent.sensor.git.disk.Aspect;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.disk.Evidence;
import org.contextagent.sensor.git.disk.Kind;
import org.contextagent.sensor.git.disk.Spot;

/** Which folders have to be watched, and for what, so that no change of what an answer rests on goes unseen. */
final class Plan {

    private final Disk disk;
    private final Map<Path, Interest> folders = new LinkedHashMap<>();
    private final Map<Path, Boolean> isFolder = new LinkedHashMap<>();

    private Plan(Disk disk) {
        this.disk = disk;
    }

    static Plan of(Evidence evidence, Disk disk) {
        Plan plan = new Plan(disk);
        evidence.forEach(plan::add);
        return plan;
    }

    /** The folders and what is of interest in each; all of them were there just now. */
    Map<Path, Interest> folders() {
        return folders;
    }

    /** Whether the plan would be the same now: no folder has come or gone since. */
    boolean holds() {
        return isFolder.entrySet().stream().allMatch(known -> known.getValue() == isFolderNow(known.getKey()));
    }

    private void add(Spot spot, Kind kind) {
        if (!spot.watched()) {
            return;
        }
        if (spot.aspect() == Aspect.NAMES && kind == Kind.FOLDER) {
            interest(spot.path()).addEverything();
        }
        Path name = spot.path().getFileName();
        Path folder = spot.path().getParent();
        while (folder != null && !isFolder(folder)) {
            name = folder.getFileName();
            folder = folder.getParent();
        }
        if (folder != null) {
            interest(folder).add(name.toString(), kind == Kind.FILE && isInContent(spot));
        }
    }

    /**
     * A {@code .git} file that points somewhere is hardly ever written again, but it stands where people and builds write all the
     * time: a watch for what is in files there would wake us for each of their writes.
     */
    private static boolean isInContent(Spot spot) {
        return switch (spot.aspect()) {
            case ENTRY -> true;
            case CONTENT -> !spot.path().endsWith(".git");
            default -> false;
        };
    }

    private Interest interest(Path folder) {
        return folders.computeIfAbsent(folder, path -> new Interest());
    }

    private boolean isFolder(Path path) {
        return isFolder.computeIfAbsent(path, this::isFolderNow);
    }

    private boolean isFolderNow(Path path) {
        try {
            return disk.attributes(path).isDirectory();
        } catch (IOException e) {
            return false;
        }
    }
}
