package org.contextagent.sensor.git.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.contextagent.sensor.git.disk.Disk;

/** The disk of this machine, with a list of what was opened, and files that may not be looked at. */
public final class CountingDisk implements Disk {

    private final List<Path> opened = new ArrayList<>();
    private final Set<Path> denied = ConcurrentHashMap.newKeySet();

    public void deny(Path path) {
        denied.add(path);
    }

    public void allow(Path path) {
        denied.remove(path);
    }

    /** What was opened since the last time that this was asked. */
    public synchronized List<Path> opened() {
        List<Path> all = List.copyOf(opened);
        opened.clear();
        return all;
    }

    @Override
    public BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        if (denied.contains(path)) {
            throw new AccessDeniedException(path.toString());
        }
        return Disk.super.attributes(path, options);
    }

    @Override
    public FileChannel open(Path file) throws IOException {
        synchronized (this) {
            opened.add(file);
        }
        return Disk.super.open(file);
    }
}
