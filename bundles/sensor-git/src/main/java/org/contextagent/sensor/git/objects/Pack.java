package org.contextagent.sensor.git.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Disk;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;

/** A pack with its index. Files are opened for each look, since git replaces packs at any time. */
final class Pack {

    private static final int TAG = 4;
    private static final int OFS_DELTA = 6;
    private static final int REF_DELTA = 7;
    private static final int DEEPEST = 64;
    /** A tag with its message; a larger one is not read where it is stored as a difference from another. */
    private static final int MOST = 1 << 20;
    /** Type, size and base of an object. */
    private static final int ENTRY_HEAD = 64;

    private static final int COMPRESSED_HEAD = 1024;

    private final Disk disk;
    private final Path index;
    private final Path pack;

    Pack(Disk disk, Path index, Path pack) {
        this.disk = disk;
        this.index = index;
        this.pack = pack;
    }

    /** The object; nothing where it is not in here or what is in here is damaged. */
    Optional<TagObject> find(String objectId) throws IOException {
        if (!Files.isRegularFile(index) || !Files.isRegularFile(pack)) {
            return Optional.empty();
        }
        try (FileChannel names = disk.open(index)) {
            PackIndex positions = new PackIndex(names);
            long position = positions.find(HexFormat.of().parseHex(objectId));
            if (position < 0) {
                return Optional.empty();
            }
            try (FileChannel channel = disk.open(pack)) {
                return read(channel, position, positions, objectId.length() / 2);
            }
        } catch (RuntimeException e) {
            // what reading a damaged pack leads to
            return Optional.empty();
        }
    }

    private static Optional<TagObject> read(FileChannel channel, long position, PackIndex positions, int idLength)
            throws IOException {
        byte[][] deltas = new byte[DEEPEST][];
        long left = MOST;
        long at = position;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Entry entry = Entry.read(channel, at);
            if (entry.type() != OFS_DELTA && entry.type() != REF_DELTA) {
                return entry.type() == TAG
                        ? TagObject.parse(content(channel, entry, deltas, depth))
                        : Optional.of(TagObject.NONE);
            }
            ByteBuffer base = ByteBuffer.wrap(Disk.read(channel, entry.end(), ENTRY_HEAD));
            long basePosition;
            if (entry.type() == OFS_DELTA) {
                basePosition = at - distance(base);
            } else {
                byte[] id = new byte[idLength];
                base.get(id);
                basePosition = positions.find(id);
            }
            if (basePosition < 0) {
                throw new IllegalArgumentException("no base");
            }
            // all of them together: a pack made for it must not fill the memory with differences
            left -= entry.size();
            if (left < 0) {
                throw new IllegalArgumentException("too large");
            }
            deltas[depth] = inflate(channel, entry.end() + base.position(), entry.size());
            at = basePosition;
        }
        throw new IllegalArgumentException("too many steps");
    }

    private static byte[] content(FileChannel channel, Entry base, byte[][] deltas, int depth) throws IOException {
        if (depth == 0) {
            return LooseObject.inflate(Disk.read(channel, base.end(), COMPRESSED_HEAD), TagObject.HEAD);
        }
        byte[] content = inflate(channel, base.end(), base.size());
        for (int i = depth - 1; i >= 0; i--) {
            if (BinaryDelta.getResultSize(deltas[i]) > MOST) {
                throw new IllegalArgumentException("too large");
            }
            content = BinaryDelta.apply(content, deltas[i]);
        }
        return content;
    }

    private static byte[] inflate(FileChannel channel, long position, long size) throws IOException {
        if (size > MOST) {
            throw new IllegalArgumentException("too large");
        }
        // deflate never makes anything longer than this
        byte[] compressed = Disk.read(channel, position, (int) (size + size / 1000 + COMPRESSED_HEAD));
        return LooseObject.inflate(compressed, (int) size);
    }

    /** How far before a difference the object is that it is a difference from. */
    private static long distance(ByteBuffer bytes) {
        int next = readOrFail(bytes);
        long distance = next & 0x7F;
        while ((next & 0x80) != 0) {
            next = readOrFail(bytes);
            distance = ((distance + 1) << 7) | (next & 0x7F);
        }
        return distance;
    }

    private static int readOrFail(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            throw new IllegalArgumentException("cut off");
        }
        return bytes.get() & 0xFF;
    }

    /** Where an object's bytes are. */
    private record Entry(int type, long size, long end) {

        static Entry read(FileChannel channel, long position) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Disk.read(channel, position, ENTRY_HEAD));
            int next = readOrFail(bytes);
            int type = (next >> 4) & 7;
            long size = next & 0x0F;
            for (int shift = 4; (next & 0x80) != 0; shift += 7) {
                next = readOrFail(bytes);
                size |= (long) (next & 0x7F) << shift;
            }
            return new Entry(type, size, position + bytes.position());
        }
    }
}
