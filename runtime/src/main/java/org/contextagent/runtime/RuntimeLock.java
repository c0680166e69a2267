package org.contextagent.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets one runtime a user run. The lock is the operating system's, so it goes with the process however that ends; the file
 * says who holds it and stays behind, empty.
 */
final class RuntimeLock implements AutoCloseable {

    private final FileChannel channel;

    private RuntimeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param about what else to say of this runtime, one {@code key=value} a line; the start script reads it
     * @throws StartException when another runtime has it, with who that is
     */
    static RuntimeLock take(Path run, Map<String, String> about) throws StartException {
        Path file = run.resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                String holder = holder(file);
                channel.close();
                throw new StartException("a context agent runs already" + holder);
            }
            Map<String, String> lines = new TreeMap<>(about);
            lines.put("pid", Long.toString(ProcessHandle.current().pid()));
            lines.put("since", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            StringBuilder text = new StringBuilder();
            lines.forEach((key, value) -> text.append(key)
                    .append('=')
                    .append(value.replace('\n', ' '))
                    .append('\n'));
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            return new RuntimeLock(channel);
        } catch (IOException e) {
            close(channel);
            throw new StartException("the lock " + file + " cannot be taken: " + Reasons.of(e), e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(Path file) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int split = line.indexOf('=');
            if (split > 0) {
                lines.put(line.substring(0, split), line.substring(split + 1));
            }
        }
        return lines.containsKey("pid") ? ": pid " + lines.get("pid") + ", since " + lines.get("since") : "";
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            // what it says of us is then out of date, but the lock goes all the same
        }
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // the process holds nothing else of it
        }
    }
}
