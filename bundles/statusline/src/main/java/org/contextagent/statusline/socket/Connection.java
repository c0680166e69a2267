package org.contextagent.statusline.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * One caller: lines in, lines out. One thread reads, any may write or close. What a caller must do in time is watched from outside
 * through {@link #isOverdue}; closing ends a read or write that waits.
 */
final class Connection implements Closeable {

    /** Whether the caller must show the token before anything else. */
    enum Trust {
        OWN_FOLDER,
        TOKEN
    }

    private static final int FIRST_BUFFER = 8 * 1024;
    /** Bytes that are moved at once: the virtual machine keeps a buffer of that size outside of the heap for each thread. */
    private static final int CHUNK = 16 * 1024;

    private static final long NEVER = Long.MAX_VALUE;

    private final SocketChannel channel;
    private final Trust trust;
    private final Semaphore memory;
    private final Duration reading;
    private final long opened = System.nanoTime();

    private byte[] buffer = new byte[FIRST_BUFFER];
    private int start;
    private int end;

    /** In nanoseconds since {@link #opened}. */
    private volatile long deadline;

    private volatile long writeDeadline = NEVER;

    /** @param memory bytes that all connections together may hold of long lines */
    Connection(SocketChannel channel, Trust trust, Limits limits, Semaphore memory) {
        this.channel = channel;
        this.trust = trust;
        this.memory = memory;
        reading = limits.reading();
        deadline = limits.request().toNanos();
    }

    Trust trust() {
        return trust;
    }

    /** From now on the caller may take its time. */
    void takeYourTime() {
        deadline = NEVER;
    }

    boolean isOverdue() {
        long age = System.nanoTime() - opened;
        return age > deadline || age > writeDeadline;
    }

    /**
     * The next line without its end, or what is left at the end of input; nothing at the end.
     *
     * @throws IOException when the caller is gone or overdue, or the line is longer than allowed
     */
    Optional<String> readLine(int maxBytes) throws IOException {
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    return Optional.of(take(i, i + 1, maxBytes));
                }
            }
            searched = end;
            checkLength(end - start, maxBytes);
            int shifted = start;
            makeRoom();
            searched -= shifted - start;
            int count = channel.read(ByteBuffer.wrap(buffer, end, Math.min(CHUNK, buffer.length - end)));
            if (count < 0) {
                return start == end ? Optional.empty() : Optional.of(take(end, end, maxBytes));
            }
            end += count;
        }
    }

    private static void checkLength(int bytes, int maxBytes) throws IOException {
        if (bytes > maxBytes) {
            throw new IOException("a line of more than " + maxBytes + " bytes");
        }
    }

    private String take(int lineEnd, int next, int maxBytes) throws IOException {
        checkLength(lineEnd - start, maxBytes);
        String line = new String(buffer, start, lineEnd - start, StandardCharsets.UTF_8);
        start = next;
        return line;
    }

    private void makeRoom() throws IOException {
        if (end < buffer.length) {
            return;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        } else if (memory.tryAcquire(buffer.length)) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        } else {
            throw new IOException("too many long requests at once");
        }
    }

    /** Gives back what a long line needed, as soon as what is still to be read needs no more; by the thread that reads. */
    void giveBackMemory() {
        if (buffer.length > FIRST_BUFFER && end - start <= FIRST_BUFFER) {
            memory.release(buffer.length - FIRST_BUFFER);
            buffer = Arrays.copyOfRange(buffer, start, start + FIRST_BUFFER);
            end -= start;
            start = 0;
        }
    }

    /** Closes, with what was still to be read; by the thread that reads. */
    void finish() {
        close();
        end = start;
        giveBackMemory();
    }

    /** Sends text as it is; waits while the caller takes nothing, up to the deadline for it. */
    synchronized void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            for (int sent = 0; sent < bytes.length; ) {
                writeDeadline = System.nanoTime() - opened + reading.toNanos();
                sent += channel.write(ByteBuffer.wrap(bytes, sent, Math.min(CHUNK, bytes.length - sent)));
            }
        } finally {
            writeDeadline = NEVER;
        }
    }

    boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // closed all the same; the caller is gone and nothing was promised to it
        }
    }
}
