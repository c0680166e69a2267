package org.contextagent.sensor.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.objects.ObjectStore;
import org.contextagent.sensor.git.objects.TagObject;
import org.contextagent.sensor.git.refs.Refs;
import org.jspecify.annotations.Nullable;

/** Finds a tag that points at a commit: an annotated one before a light one, then the first by the bytes of its name. */
final class TagOfCommit implements Refs.Visitor {

    /** Tags of tags of tags. */
    private static final int DEEPEST = 5;

    private static final int PREFIX = "refs/tags/".length();

    private final String commit;
    private final Map<String, TagObject> known;
    private final Disk disk;
    private final Path folder;
    private @Nullable ObjectStore objects;
    private @Nullable String light;
    private @Nullable String annotated;

    private TagOfCommit(String commit, Map<String, TagObject> known, Disk disk, Path folder) {
        this.commit = commit;
        this.known = known;
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * The raw short name of the tag.
     *
     * @param known objects that have been read before; those that are read now are added
     * @param objects the repository's folder of that name
     */
    static Optional<String> find(String commit, Refs refs, Map<String, TagObject> known, Disk disk, Path objects)
            throws IOException {
        TagOfCommit search = new TagOfCommit(commit, known, disk, objects);
        refs.tagsOf(commit, search);
        String best = search.annotated != null ? search.annotated : search.light;
        return best == null ? Optional.empty() : Optional.of(best.substring(PREFIX));
    }

    @Override
    public void tag(String name, String objectId, @Nullable String peeled, boolean peelingKnown) throws IOException {
        if (objectId.equals(commit)) {
            light = first(light, name);
        } else if (peeled != null ? peeled.equals(commit) : !peelingKnown && leadsToCommit(objectId)) {
            annotated = first(annotated, name);
        }
    }

    private static String first(@Nullable String one, String other) {
        return one == null || other.compareTo(one) < 0 ? other : one;
    }

    private boolean leadsToCommit(String objectId) throws IOException {
        String at = objectId;
        for (int depth = 0; depth < DEEPEST; depth++) {
            TagObject object = object(at);
            if (object.target().equals(commit)) {
                return true;
            }
            if (!object.leadsToTag()) {
                return false;
            }
            at = object.target();
        }
        return false;
    }

    private TagObject object(String objectId) throws IOException {
        TagObject object = known.get(objectId);
        if (object == null) {
            if (objects == null) {
                objects = new ObjectStore(disk, folder);
            }
            Optional<TagObject> found = objects.find(objectId);
            found.ifPresent(present -> known.put(objectId, present));
            object = found.orElse(TagObject.NONE);
        }
        return object;
    }
}
