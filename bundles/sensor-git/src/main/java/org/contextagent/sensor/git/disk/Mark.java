package org.contextagent.sensor.git.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a path looked; two marks that differ mean that it changed.
 *
 * @param kind what was there
 * @param identity device and inode, where they matter and the platform has them
 * @param size of a file, in bytes
 * @param modified when it was last modified, in nanoseconds since 1970; 0 where that does not matter
 */
record Mark(Kind kind, @Nullable Object identity, long size, long modified) {

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] STAY = {LinkOption.NOFOLLOW_LINKS};

    static Mark of(Disk disk, Path path, Aspect aspect) {
        BasicFileAttributes attributes;
        try {
            attributes = disk.attributes(path, aspect == Aspect.ENTRY ? STAY : FOLLOW);
        } catch (NoSuchFileException e) {
            return bare(Kind.ABSENT);
        } catch (AccessDeniedException e) {
            return bare(Kind.DENIED);
        } catch (IOException e) {
            return bare(Kind.OTHER);
        }
        Kind kind = kind(attributes);
        boolean stamped = switch (kind) {
            case FILE -> aspect == Aspect.CONTENT || aspect == Aspect.ENTRY;
            case FOLDER -> aspect == Aspect.NAMES;
            case LINK -> true;
            default -> false;
        };
        if (stamped) {
            return new Mark(
                    kind,
                    attributes.fileKey(),
                    attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        }
        return kind == Kind.FOLDER ? new Mark(kind, attributes.fileKey(), 0, 0) : bare(kind);
    }

    static Mark bare(Kind kind) {
        return new Mark(kind, null, 0, 0);
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isDirectory()) {
            return Kind.FOLDER;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }

    // by hand: in Java 17 the generated ones keep the class loader of this bundle alive after its end

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Mark mark
                && kind == mark.kind
                && size == mark.size
                && modified == mark.modified
                && Objects.equals(identity, mark.identity);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind.ordinal(), identity, size, modified);
    }
}
