package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contextagent.sensor.git.disk.RawPath;
import org.contextagent.sensor.git.disk.Trail;
import org.eclipse.jgit.internal.storage.io.BlockSource;
import org.eclipse.jgit.internal.storage.reftable.MergedReftable;
import org.eclipse.jgit.internal.storage.reftable.RefCursor;
import org.eclipse.jgit.internal.storage.reftable.ReftableReader;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Refs in a stack of tables in git's binary format, read by JGit's reader. The list of the tables is replaced by each change, and
 * tables that it no longer names vanish.
 */
public final class ReftableRefs implements Refs {

    private static final int LONGEST_LIST = 256 * 1024;
    private static final int MOST_TABLES = 64;
    private static final int ATTEMPTS = 5;
    private static final Pattern TABLE = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]*");

    private final Path gitDir;
    private final Path commonDir;
    private final Trail trail;

    /**
     * @param gitDir where the work tree keeps its own refs
     * @param commonDir where the refs are kept that all work trees share
     */
    public ReftableRefs(Path gitDir, Path commonDir, Trail trail) {
        this.gitDir = gitDir;
        this.commonDir = commonDir;
        this.trail = trail;
    }

    @Override
    public Optional<RefValue> find(String name) throws IOException {
        Path folder = RefName.isOfWorkTree(name) ? gitDir : commonDir;
        return read(folder, table -> {
            try (RefCursor cursor = table.seekRef(RawPath.text(name))) {
                return cursor.next() ? Optional.of(value(cursor.getRef())) : Optional.empty();
            }
        });
    }

    private static RefValue value(Ref ref) {
        if (ref.isSymbolic()) {
            return RefValue.symbolic(raw(ref.getTarget().getName()));
        }
        ObjectId id = ref.getObjectId();
        return id == null ? new RefValue.Broken() : RefValue.direct(id.name());
    }

    @Override
    public void tagsOf(String commit, Visitor visitor) throws IOException {
        List<Tag> tags = read(commonDir, table -> {
            List<Tag> found = new ArrayList<>();
            try (RefCursor cursor = table.seekRefsWithPrefix(RefName.TAGS)) {
                while (cursor.next()) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new ClosedByInterruptException();
                    }
                    found.add(Tag.of(cursor.getRef()));
                }
            }
            return found;
        });
        for (Tag tag : tags) {
            if (!tag.objectId().isEmpty() && RefName.isValid(tag.name())) {
                visitor.tag(tag.name(), tag.objectId(), tag.peeled().isEmpty() ? null : tag.peeled(), true);
            }
        }
    }

    /** The ids are empty where there are none. */
    private record Tag(String name, String objectId, String peeled) {

        static Tag of(Ref ref) {
            return new Tag(raw(ref.getName()), name(ref.getObjectId()), name(ref.getPeeledObjectId()));
        }

        private static String name(@Nullable ObjectId id) {
            return id == null ? "" : id.name();
        }
    }

    private interface Query<T> {
        T ask(MergedReftable table) throws IOException;
    }

    private <T> T read(Path folder, Query<T> query) throws IOException {
        Path list = folder.resolve("reftable").resolve("tables.list");
        for (int attempt = 1; ; attempt++) {
            List<ReftableReader> tables = new ArrayList<>();
            try {
                open(list, tables);
                return query.ask(new MergedReftable(tables));
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                trail.forget(list);
            } catch (FileSystemException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // what JGit's reader makes of a table that is damaged
                throw new IOException(list.getParent() + " cannot be read as tables of refs: " + e.getMessage(), e);
            } finally {
                for (ReftableReader table : tables) {
                    table.close();
                }
            }
        }
    }

    private void open(Path list, List<ReftableReader> tables) throws IOException {
        String names = trail.text(list, LONGEST_LIST).orElse("");
        for (String name : names.split("\n")) {
            if (name.isEmpty()) {
                continue;
            }
            if (!TABLE.matcher(name).matches() || tables.size() == MOST_TABLES) {
                throw new IOException(list + " is not a list of tables of refs");
            }
            Path table = list.resolveSibling(name);
            FileChannel channel = trail.open(table)
                    .orElseThrow(() -> new NoSuchFileException(table.toString(), null, "no such table"));
            tables.add(new ReftableReader(BlockSource.from(channel)));
        }
    }

    private static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
