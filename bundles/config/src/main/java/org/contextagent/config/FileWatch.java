package org.contextagent.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files change: at once where their folders can be watched, else (links, folders that come later, file systems
 * without events) by looking at them now and then.
 */
final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private static final Duration QUIET = Duration.ofMillis(50);
    private static final int MAX_WAITS_FOR_QUIET = 20;
    private static final Duration END = Duration.ofSeconds(5);

    private final List<Path> files;
    private final Duration interval;
    private final Runnable changed;
    private final Runnable idle;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<Path, Folder> folders = new HashMap<>();
    private final @Nullable WatchService watcher;
    private final Thread thread;
    private List<Mark> seen;

    /** A folder that is watched, and which one it was, as another one can take its name. */
    private record Folder(WatchKey key, @Nullable Object identity) {}

    /** What a file looked like. */
    private record Mark(
            boolean there,
            long modified,
            long size,
            @Nullable Object identity) {

        static Mark of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Mark(true, found.lastModifiedTime().to(TimeUnit.NANOSECONDS), found.size(), found.fileKey());
            } catch (IOException absent) {
                return new Mark(false, 0, 0, null);
            }
        }
    }

    /**
     * @param files absolute; what they look like now is what later changes are measured by
     * @param interval between two looks where no event comes
     * @param changed run on the thread of the watch after a change
     * @param idle run there too, now and then, when there was none
     */
    FileWatch(List<Path> files, Duration interval, Runnable changed, Runnable idle) {
        this.files = List.copyOf(files);
        this.interval = interval;
        this.changed = changed;
        this.idle = idle;
        this.seen = marks();
        this.watcher = newWatcher();
        this.thread = new Thread(this::watch, "context-agent-config-watch");
        this.thread.setDaemon(true);
    }

    private static @Nullable WatchService newWatcher() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException none) {
            LOG.debug("Folders cannot be watched; the configuration files are looked at now and then", none);
            return null;
        }
    }

    void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (ended.getCount() > 0) {
                watchFolders();
                boolean told = await(interval);
                List<Mark> now = marks();
                if (told || !now.equals(seen)) {
                    seen = settled(now);
                    tell(changed);
                } else {
                    tell(idle);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException end) {
            LOG.debug("The watch of the configuration files ends");
        }
    }

    private void tell(Runnable listener) {
        try {
            if (ended.getCount() > 0) {
                listener.run();
            }
        } catch (RuntimeException failed) {
            LOG.error("The configuration files could not be read again", failed);
        }
    }

    private void watchFolders() {
        if (watcher == null) {
            return;
        }
        Set<Path> wanted = new HashSet<>();
        files.forEach(file -> wanted.add(Objects.requireNonNull(file.getParent())));
        for (Path folder : wanted) {
            Mark found = Mark.of(folder);
            Folder watched = folders.get(folder);
            boolean same =
                    watched != null && watched.key().isValid() && Objects.equals(watched.identity(), found.identity());
            if (!same) {
                if (watched != null) {
                    watched.key().cancel();
                    folders.remove(folder);
                }
                if (found.there()) {
                    watchFolder(folder, found, watcher);
                }
            }
        }
    }

    private void watchFolder(Path folder, Mark found, WatchService service) {
        try {
            WatchKey key = folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            folders.put(folder, new Folder(key, found.identity()));
        } catch (IOException unwatchable) {
            LOG.debug("{} cannot be watched; it is looked at now and then", folder, unwatchable);
        }
    }

    /** Waits, no longer than is said, and says whether one of the files was touched. */
    private boolean await(Duration longest) throws InterruptedException {
        if (watcher == null) {
            ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        }
        WatchKey key = watcher.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        boolean told = false;
        while (key != null) {
            for (WatchEvent<?> event : key.pollEvents()) {
                told |= concerns(key, event);
            }
            key.reset();
            key = watcher.poll();
        }
        return told;
    }

    private boolean concerns(WatchKey key, WatchEvent<?> event) {
        return !(event.context() instanceof Path name)
                || !(key.watchable() instanceof Path folder)
                || files.contains(folder.resolve(name));
    }

    /** What the files look like once nobody writes to them, so that half a file is not read. */
    private List<Mark> settled(List<Mark> first) throws InterruptedException {
        List<Mark> last = first;
        for (int i = 0; i < MAX_WAITS_FOR_QUIET; i++) {
            boolean told = await(QUIET);
            List<Mark> now = marks();
            if (!told && now.equals(last)) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private List<Mark> marks() {
        return files.stream().map(Mark::of).toList();
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            if (watcher != null) {
                watcher.close();
            }
            thread.join(END.toMillis());
        } catch (IOException unclosed) {
            LOG.debug("The watch of the configuration files does not close", unclosed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
