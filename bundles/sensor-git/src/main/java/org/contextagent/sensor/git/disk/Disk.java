package org.contextagent.sensor.git.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** The reading half of the file system: nothing here can write or run anything. */
public interface Disk {

    /** The disk of this machine. */
    Disk NATIVE = new Disk() {};

    default BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, options);
    }

    /** Opens what is known to be a regular file; opening anything else could wait for ever. */
    default FileChannel open(Path file) throws IOException {
        return FileChannel.open(file);
    }

    default DirectoryStream<Path> entries(Path folder) throws IOException {
        return Files.newDirectoryStream(folder);
    }

    default Path link(Path link) throws IOException {
        return Files.readSymbolicLink(link);
    }

    /** The path without symbolic links in it. */
    default Path real(Path path) throws IOException {
        return path.toRealPath();
    }

    /** Tells of changes. */
    default WatchService watchService() throws IOException {
        return FileSystems.getDefault().newWatchService();
    }

    /** The first bytes of a regular file, at most so many. */
    default byte[] read(Path file, int limit) throws IOException {
        try (FileChannel channel = open(file)) {
            return read(channel, 0, (int) Math.min(limit, channel.size()));
        }
    }

    /** Bytes of a file from a position on; fewer where it ends. */
    static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
            continue;
        }
        return bytes.position() == length ? bytes.array() : Arrays.copyOf(bytes.array(), bytes.position());
    }
}
