package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.disk.Trail;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code packed-refs}: a line a ref, each with an object id and a name, then perhaps a line with {@code ^} and the id
 * that the tag before it leads to. The first line says whether they are sorted; then a ref is found without reading them all.
 */
final class PackedRefs {

    private static final int LONGEST_HEADER = 256;

    private final Path file;
    private final Trail trail;

    PackedRefs(Path file, Trail trail) {
        this.file = file;
        this.trail = trail;
    }

    Optional<RefValue> find(String name) throws IOException {
        try (FileChannel channel = trail.open(file).orElse(null)) {
            if (channel == null) {
                return Optional.empty();
            }
            String header = header(channel);
            PackedLines lines = new PackedLines(file, channel, header.length());
            boolean sorted = says(header, "sorted");
            if (sorted) {
                lines.seek(name);
            }
            while (lines.next()) {
                int order = lines.isPeeled() ? -1 : lines.compareName(name);
                if (order == 0) {
                    return Optional.of(RefValue.direct(lines.objectId()));
                }
                if (sorted && order > 0) {
                    break;
                }
            }
            return Optional.empty();
        }
    }

    /** Shows the tags that lead to a commit; where it is not known what tags lead to, all of them. */
    void tagsOf(String commit, Refs.Visitor visitor) throws IOException {
        try (FileChannel channel = trail.open(file).orElse(null)) {
            if (channel == null) {
                return;
            }
            String header = header(channel);
            boolean sorted = says(header, "sorted");
            boolean peelingKnown = says(header, "peeled") || says(header, "fully-peeled");
            PackedLines lines = new PackedLines(file, channel, header.length());
            if (sorted) {
                lines.seek(RefName.TAGS);
            }
            Show show = new Show(commit, visitor, peelingKnown);
            while (lines.next()) {
                if (lines.isPeeled()) {
                    show.peeled(lines);
                } else {
                    show.end();
                    if (lines.nameStartsWith(RefName.TAGS)) {
                        show.begin(lines);
                    } else if (sorted && lines.compareName(RefName.TAGS) > 0) {
                        break;
                    }
                }
            }
            show.end();
        }
    }

    /** The first line with its end when it is a comment, else nothing. */
    private static String header(FileChannel channel) throws IOException {
        String start = new String(Disk.read(channel, 0, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
        return start.startsWith("#") ? start.substring(0, start.indexOf('\n') + 1) : "";
    }

    private static boolean says(String header, String trait) {
        return (header.strip() + " ").contains(" " + trait + " ");
    }

    /** Holds a tag back until it is known whether a line with {@code ^} follows. */
    private static final class Show {

        private final String commit;
        private final Refs.Visitor visitor;
        private final boolean peelingKnown;
        private final PackedLines.Copy tag = new PackedLines.Copy();
        private @Nullable String peeled;
        private boolean wanted;
        private boolean held;

        Show(String commit, Refs.Visitor visitor, boolean peelingKnown) {
            this.commit = commit;
            this.visitor = visitor;
            this.peelingKnown = peelingKnown;
        }

        void begin(PackedLines line) {
            line.copyTo(tag);
            held = true;
            peeled = null;
            wanted = !peelingKnown || line.hasObjectId(commit);
        }

        void peeled(PackedLines line) {
            if (line.hasObjectId(commit)) {
                wanted = true;
                peeled = commit;
            } else if (wanted) {
                peeled = line.objectId();
            }
        }

        void end() throws IOException {
            if (held && wanted && RefName.isValid(tag.name()) && RefName.isObjectId(tag.objectId())) {
                visitor.tag(tag.name(), tag.objectId(), peeled, peelingKnown);
            }
            held = false;
        }
    }
}
