package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.contextagent.sensor.git.disk.Disk;

/** Walks over the lines of {@code packed-refs} without making text of those that nobody asks for. */
final class PackedLines {

    /** Far more than the longest name and its object id. */
    private static final int LONGEST_LINE = 8 * 1024;

    private static final int WALK = 64 * 1024;
    /** A few lines. */
    private static final int STEP = 512;

    private static final long MOST_BYTES = 256L << 20;

    private final Path file;
    private final FileChannel channel;
    private final long begin;
    private final long end;
    /** Where the next chunk is read, and how much of it. */
    private long position;

    private int size = WALK;

    private byte[] chunk = {};
    private int lineStart;
    private int lineEnd;
    private int nextLine;

    PackedLines(Path file, FileChannel channel, long begin) throws IOException {
        this.file = file;
        this.channel = channel;
        this.begin = begin;
        this.end = Math.min(channel.size(), begin + MOST_BYTES);
        this.position = begin;
    }

    /** Goes on with the last line that could be before a name, or with an earlier one; for lines that are sorted by name. */
    void seek(String name) throws IOException {
        long low = begin;
        long high = end;
        size = STEP;
        while (high - low > LONGEST_LINE) {
            long middle = (low + high) >>> 1;
            goTo(middle);
            // the rest of a line, or of what belongs to the line before
            boolean found = next() && next() && (!isPeeled() || next());
            if (found && compareName(name) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        size = WALK;
        goTo(low);
        if (low > begin) {
            next();
        }
    }

    private void goTo(long newPosition) {
        position = newPosition;
        chunk = new byte[0];
        lineStart = 0;
        lineEnd = 0;
        nextLine = 0;
    }

    /** Goes to the next line; false where there is none. */
    boolean next() throws IOException {
        int newline = newline(nextLine);
        while (newline < 0 && position < end) {
            if (chunk.length - nextLine > LONGEST_LINE) {
                throw new IOException(file + " has a line of more than " + LONGEST_LINE + " bytes");
            }
            fill();
            newline = newline(nextLine);
        }
        if (newline < 0) {
            newline = chunk.length;
        }
        if (nextLine >= chunk.length) {
            return false;
        }
        lineStart = nextLine;
        lineEnd = newline;
        nextLine = newline + 1;
        return true;
    }

    private int newline(int from) {
        for (int i = from; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        int rest = Math.max(0, chunk.length - nextLine);
        byte[] more = Disk.read(channel, position, (int) Math.min(size, end - position));
        if (more.length == 0) {
            position = end;
        }
        position += more.length;
        byte[] joined = new byte[rest + more.length];
        System.arraycopy(chunk, chunk.length - rest, joined, 0, rest);
        System.arraycopy(more, 0, joined, rest, more.length);
        chunk = joined;
        nextLine = 0;
    }

    /** Whether the line tells what the tag before it leads to. */
    boolean isPeeled() {
        return lineStart < lineEnd && chunk[lineStart] == '^';
    }

    /** The object id of the line, in lower case; whether it is one has not been checked. */
    String objectId() {
        int start = isPeeled() ? lineStart + 1 : lineStart;
        int stop = start;
        while (stop < lineEnd && chunk[stop] != ' ' && chunk[stop] != '\r') {
            stop++;
        }
        return raw(start, stop).toLowerCase(Locale.ROOT);
    }

    /** Whether the line has this object id, which is in lower case. */
    boolean hasObjectId(String objectId) {
        int start = isPeeled() ? lineStart + 1 : lineStart;
        int stop = start + objectId.length();
        if (stop > lineEnd || (stop < lineEnd && chunk[stop] != ' ' && chunk[stop] != '\r')) {
            return false;
        }
        for (int i = 0; i < objectId.length(); i++) {
            if (Character.toLowerCase(chunk[start + i]) != objectId.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void copyTo(Copy copy) {
        copy.take(chunk, lineStart, lineEnd);
    }

    /** A line that stays when the next ones are read. */
    static final class Copy {

        private byte[] line = new byte[256];
        private int length;

        private void take(byte[] from, int start, int stop) {
            length = stop - start;
            if (line.length < length) {
                line = new byte[length];
            }
            System.arraycopy(from, start, line, 0, length);
        }

        /** In lower case; whether it is one has not been checked. */
        String objectId() {
            return text(0, space()).toLowerCase(Locale.ROOT);
        }

        String name() {
            return text(Math.min(length, space() + 1), length);
        }

        private int space() {
            int at = 0;
            while (at < length && line[at] != ' ') {
                at++;
            }
            return at;
        }

        private String text(int start, int stop) {
            return new String(line, start, stop - start, StandardCharsets.ISO_8859_1);
        }
    }

    /** Below 0 where the line's name comes before the other, above 0 where it comes after. */
    int compareName(String other) {
        int start = nameStart();
        int length = lineEnd - start;
        for (int i = 0; i < length && i < other.length(); i++) {
            int difference = (chunk[start + i] & 0xFF) - other.charAt(i);
            if (difference != 0) {
                return difference;
            }
        }
        return length - other.length();
    }

    boolean nameStartsWith(String prefix) {
        int start = nameStart();
        if (lineEnd - start < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (chunk[start + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int nameStart() {
        for (int i = lineStart; i < lineEnd; i++) {
            if (chunk[i] == ' ') {
                return i + 1;
            }
        }
        return lineEnd;
    }

    private String raw(int start, int stop) {
        return new String(chunk, start, stop - start, StandardCharsets.ISO_8859_1);
    }
}
