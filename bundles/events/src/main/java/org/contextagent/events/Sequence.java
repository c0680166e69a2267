package org.contextagent.events;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers that only ever grow, also over restarts and crashes, and have no gaps within a run. For any thread.
 *
 * <p>The file holds the first number that no run has used for sure. It is written {@value #AHEAD} numbers ahead, so that few
 * events cost a write, and exactly when the run ends well. A run that cannot know what was used before, or cannot keep what
 * it uses, starts at the milliseconds since 1970, which no count of events overtakes.
 */
final class Sequence {

    /** So many numbers are reserved at a time. */
    static final int AHEAD = 1_000;

    /** A file that holds a number is no longer, in bytes. */
    private static final int LONGEST = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Sequence.class);

    private final Path file;
    private final AtomicLong next;
    private volatile long secured;
    private volatile @Nullable String problem;

    Sequence(Path file, Clock clock) {
        this.file = file;
        next = new AtomicLong(stored().orElseGet(clock::millis));
        reserve();
        if (problem != null && next.get() < clock.millis()) {
            next.set(clock.millis());
            secured = next.get() + AHEAD;
        }
    }

    /** The next number. Never waits; {@link #secure} it before somebody outside learns of it. */
    long next() {
        return next.getAndIncrement();
    }

    /** The number that comes next. */
    long peek() {
        return next.get();
    }

    /** Numbers below this one are not given again by a later run. */
    long secured() {
        return secured;
    }

    /** Sees to it that no later run gives a number again; writes the file where needed. */
    void secure(long number) {
        if (number >= secured - AHEAD / 2) {
            reserve();
        }
    }

    /** Why the numbers may not go on after a restart; nothing when they do. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Keeps the exact number that comes next; none may be given any more. */
    synchronized void close() {
        keep(next.get());
    }

    private synchronized void reserve() {
        long ahead = next.get() + AHEAD;
        keep(ahead);
        secured = ahead;
    }

    private OptionalLong stored() {
        if (Files.notExists(file)) {
            return OptionalLong.of(1);
        }
        String why;
        try (InputStream in = Files.newInputStream(file)) {
            String content = new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
            long number = Long.parseLong(content.strip());
            if (number > 0) {
                return OptionalLong.of(number);
            }
            why = "it holds " + number;
        } catch (NumberFormatException e) {
            why = "it holds no number";
        } catch (IOException e) {
            why = e.toString();
        }
        LOG.warn(
                "The number of the last event cannot be read from {} ({}); events are numbered from the clock",
                file,
                why);
        return OptionalLong.empty();
    }

    private void keep(long number) {
        try {
            write(number);
            if (problem != null) {
                problem = null;
                LOG.info("The numbers of events are kept in {} again", file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            if (problem == null) {
                LOG.warn(
                        "The numbers of events cannot be kept in {} ({}); after a restart they may not go on. Make that"
                                + " folder writable",
                        file,
                        e.toString());
            }
            problem = "the numbers of events cannot be kept in " + file + ": " + e;
        }
    }

    private void write(long number) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        // a stream, not a channel: a channel would be closed by an interrupt of the delivering thread
        try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
            out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
