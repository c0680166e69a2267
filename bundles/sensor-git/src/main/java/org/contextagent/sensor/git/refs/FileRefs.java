package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Memo;
import org.contextagent.sensor.git.disk.RawPath;
import org.contextagent.sensor.git.disk.Trail;

/** Refs as one file each, and packed into one. A file wins over what is packed. */
public final class FileRefs implements Refs {

    private final Path gitDir;
    private final Path commonDir;
    private final Memo<Path, LooseTags> looseTags;
    private final Trail trail;

    /**
     * @param gitDir where the work tree keeps its own refs
     * @param commonDir where the refs are kept that all work trees share
     * @param looseTags finds the loose tags of a {@code commonDir}
     */
    public FileRefs(Path gitDir, Path commonDir, Memo<Path, LooseTags> looseTags, Trail trail) {
        this.gitDir = gitDir;
        this.commonDir = commonDir;
        this.looseTags = looseTags;
        this.trail = trail;
    }

    @Override
    public Optional<RefValue> find(String name) throws IOException {
        Path folder = RefName.isOfWorkTree(name) ? gitDir : commonDir;
        Optional<Path> path = RawPath.resolve(folder, name, trail);
        if (path.isPresent()) {
            Optional<RefValue> loose = LooseRef.read(path.get(), trail);
            if (loose.isPresent()) {
                return loose;
            }
        }
        return name.startsWith("refs/") ? packed().find(name) : Optional.empty();
    }

    @Override
    public void tagsOf(String commit, Visitor visitor) throws IOException {
        Map<String, RefValue> loose = looseTags.get(commonDir, trail).byName();
        for (Map.Entry<String, RefValue> tag : loose.entrySet()) {
            if (tag.getValue() instanceof RefValue.Direct direct) {
                visitor.tag(tag.getKey(), direct.objectId(), null, false);
            }
        }
        packed().tagsOf(commit, (name, objectId, peeled, peelingKnown) -> {
            if (!loose.containsKey(name)) {
                visitor.tag(name, objectId, peeled, peelingKnown);
            }
        });
    }

    private PackedRefs packed() {
        return new PackedRefs(commonDir.resolve("packed-refs"), trail);
    }
}
