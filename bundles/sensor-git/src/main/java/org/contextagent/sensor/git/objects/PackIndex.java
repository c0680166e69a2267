package org.contextagent.sensor.git.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.contextagent.sensor.git.disk.Disk;

/** Finds objects by id in the index of a pack, in both formats, without reading it whole. */
final class PackIndex {

    private static final int MAGIC = 0xFF744F63;
    private static final int FANOUT = 256 * 4;
    private static final long LARGE = 0x80000000L;

    private final FileChannel index;
    private final boolean old;
    private final long fanout;

    PackIndex(FileChannel index) throws IOException {
        this.index = index;
        ByteBuffer head = ByteBuffer.wrap(Disk.read(index, 0, 8));
        old = head.remaining() < 8 || head.getInt() != MAGIC;
        if (!old && head.getInt() != 2) {
            throw new IllegalArgumentException("an index of an unknown version");
        }
        fanout = old ? 0 : 8;
    }

    /** Where the object begins in the pack; below 0 when it is not there. */
    long find(byte[] id) throws IOException {
        int first = id[0] & 0xFF;
        long low = first == 0 ? 0 : number(fanout + (first - 1) * 4L);
        long high = number(fanout + first * 4L);
        long count = number(fanout + 255 * 4L);
        long table = fanout + FANOUT;
        int width = old ? 4 + id.length : id.length;
        while (low < high) {
            long middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(id, Disk.read(index, table + middle * width + (old ? 4 : 0), id.length));
            if (order == 0) {
                return old ? number(table + middle * width) : position(table + count * (id.length + 4), count, middle);
            }
            if (order < 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return -1;
    }

    private long position(long positions, long count, long which) throws IOException {
        long position = number(positions + which * 4);
        if (position < LARGE) {
            return position;
        }
        byte[] large = Disk.read(index, positions + count * 4 + (position - LARGE) * 8, 8);
        return ByteBuffer.wrap(large).getLong();
    }

    private long number(long position) throws IOException {
        byte[] bytes = Disk.read(index, position, 4);
        if (bytes.length < 4) {
            throw new IllegalArgumentException("cut off");
        }
        return ByteBuffer.wrap(bytes).getInt() & 0xFFFFFFFFL;
    }
}
