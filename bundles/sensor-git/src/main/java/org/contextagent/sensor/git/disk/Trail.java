package org.contextagent.sensor.git.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads, and notes everything that it looked at. What was read is never newer than what was noted of it, so a change that comes
 * in between is found. For one thread and one answer.
 *
 * <p>Text is read as raw bytes, one a character (ISO 8859-1), since git's names are bytes.
 */
public final class Trail {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** File systems that count whole seconds may count every other one only, as FAT does. */
    private static final long COARSE_TICK = Duration.ofMillis(2_500).toNanos();

    private static final long TICK = Duration.ofMillis(100).toNanos();

    private final Disk disk;
    private final long begun = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    private final Map<Spot, Mark> marks = new LinkedHashMap<>();
    private boolean settled = true;

    public Trail(Disk disk) {
        this.disk = disk;
    }

    public Disk disk() {
        return disk;
    }

    /** What is there, links followed. */
    public Kind kind(Path path) throws AccessDeniedException {
        return look(path, Aspect.KIND);
    }

    /** What is there, links not followed. */
    public Kind entry(Path path) throws AccessDeniedException {
        return look(path, Aspect.ENTRY);
    }

    /** The path without symbolic links in it; nothing where there is no such thing. */
    public Optional<Path> real(Path path) throws IOException {
        Kind kind = kind(path);
        return kind == Kind.ABSENT || kind == Kind.OTHER ? Optional.empty() : Optional.of(disk.real(path));
    }

    /** The first bytes of a file; nothing where there is no regular file. */
    public Optional<String> text(Path file, int limit) throws IOException {
        return look(file, Aspect.CONTENT) == Kind.FILE ? read(file, Aspect.CONTENT, limit) : Optional.empty();
    }

    /** The first bytes of what {@link #entry} found to be a file; nothing when it is gone by now. */
    public Optional<String> entryText(Path file, int limit) throws IOException {
        return read(file, Aspect.ENTRY, limit);
    }

    /** A file to read from at will; nothing where there is no regular file. */
    public Optional<FileChannel> open(Path file) throws IOException {
        if (look(file, Aspect.CONTENT) != Kind.FILE) {
            return Optional.empty();
        }
        try {
            return Optional.of(disk.open(file));
        } catch (NoSuchFileException e) {
            return gone(file, Aspect.CONTENT);
        }
    }

    /** What is in a folder, in no order, at most so many; nothing where there is no folder. */
    public List<Path> entries(Path folder, int limit) throws IOException {
        if (look(folder, Aspect.NAMES) != Kind.FOLDER) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = disk.entries(folder)) {
            for (Path entry : entries) {
                if (found.size() == limit) {
                    break;
                }
                found.add(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Looks at a file anew when it is asked for again, since it must have changed. */
    public void forget(Path file) {
        marks.remove(new Spot(file, Aspect.CONTENT, true));
    }

    /** Takes over what another answer, that this one uses, rests on. */
    public void rely(Evidence other) {
        other.addTo(marks);
        settled &= other.isSettled();
    }

    public Evidence evidence() {
        return new Evidence(new LinkedHashMap<>(marks), settled);
    }

    private Optional<String> read(Path file, Aspect aspect, int limit) throws IOException {
        try {
            return Optional.of(new String(disk.read(file, limit), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return gone(file, aspect);
        }
    }

    private <T> Optional<T> gone(Path file, Aspect aspect) {
        marks.put(new Spot(file, aspect, true), Mark.bare(Kind.ABSENT));
        return Optional.empty();
    }

    private Kind look(Path path, Aspect aspect) throws AccessDeniedException {
        // the first look counts: it is the oldest
        Mark mark = marks.computeIfAbsent(new Spot(path, aspect, true), spot -> Mark.of(disk, path, aspect));
        settled &= mark.modified() + (mark.modified() % SECOND == 0 ? COARSE_TICK : TICK) < begun;
        if (mark.kind() == Kind.DENIED) {
            throw new AccessDeniedException(path.toString());
        }
        return mark.kind();
    }
}
