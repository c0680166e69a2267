package org.contextagent.sensor.git.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.disk.Evidence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a repository may have changed: watches exactly what its facts rest on. One watch service and one thread for all.
 *
 * <p>After each event the facts are read once more to know what to watch from now on, and only then is the news told: whatever
 * changes later makes an event of its own, and whatever changed before is seen by those who look.
 */
public final class Watcher implements AutoCloseable {

    /** Reads the facts of a folder and gives what they rest on. */
    @FunctionalInterface
    public interface Reader {
        Evidence read(Path folder) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    /** What git does in one go comes in several events. */
    private static final long QUIET_MILLIS = 1;

    private static final long LONGEST_WAIT = Duration.ofMillis(5).toNanos();
    private static final Duration LAST_WAIT = Duration.ofSeconds(2);
    /** Against a repository that never stands still. */
    private static final int ATTEMPTS = 5;

    private final Disk disk;
    private final Reader reader;
    private final WatchService service;
    private final Folders folders;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    private Watcher(Disk disk, Reader reader, WatchService service) {
        this.disk = disk;
        this.reader = reader;
        this.service = service;
        folders = new Folders(service, disk);
        thread = new Thread(this::run, "context-agent-sensor-git-watch");
        thread.setDaemon(true);
    }

    /** @throws IOException when this machine gives no watch service, with the reason */
    public static Watcher start(Disk disk, Reader reader) throws IOException {
        Watcher watcher = new Watcher(disk, reader, disk.watchService());
        watcher.thread.start();
        return watcher;
    }

    /** Runs {@code lookAgain} whenever the repository of a folder may have changed, from now until the watch is closed. */
    public Sensor.Watch watch(Path folder, Runnable lookAgain) {
        if (closed) {
            return Sensor.Watch.NONE;
        }
        Subscription subscription = new Subscription(folder, lookAgain);
        subscriptions.add(subscription);
        try {
            if (!follow(subscription)) {
                subscription.tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return () -> {
            subscriptions.remove(subscription);
            folders.leave(subscription);
        };
    }

    /** How many watches are open. */
    public int watches() {
        return subscriptions.size();
    }

    /** How many folders are watched for them. */
    public int folders() {
        return folders.size();
    }

    /** Why not everything can be watched. */
    public Optional<String> problem() {
        return folders.problem();
    }

    @Override
    public void close() {
        closed = true;
        try {
            service.close();
        } catch (IOException e) {
            LOG.warn("the watch service of the git sensor did not close", e);
        }
        try {
            thread.join(LAST_WAIT.toMillis());
            // a file system that does not answer
            thread.interrupt();
            thread.join(LAST_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        subscriptions.forEach(folders::leave);
        subscriptions.clear();
    }

    private void run() {
        try {
            while (true) {
                Set<Subscription> concerned = collect();
                for (Subscription subscription : concerned) {
                    renew(subscription);
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("the watch of the git sensor ends");
        }
    }

    private Set<Subscription> collect() throws InterruptedException {
        Set<Subscription> concerned = new LinkedHashSet<>(folders.concerned(service.take()));
        long end = System.nanoTime() + LONGEST_WAIT;
        while (!concerned.isEmpty() && System.nanoTime() - end < 0) {
            WatchKey more = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            if (more == null) {
                break;
            }
            concerned.addAll(folders.concerned(more));
        }
        return concerned;
    }

    private void renew(Subscription subscription) throws InterruptedException {
        try {
            follow(subscription);
            subscription.tell();
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a change in a repository could not be told", e);
        }
    }

    /** Watches what the facts rest on now. False when they changed all the while. */
    private boolean follow(Subscription subscription) throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS && !subscription.isClosed(); attempt++) {
            Evidence evidence = reader.read(subscription.folder());
            Plan plan = Plan.of(evidence, disk);
            if (folders.follow(subscription, plan.folders()) && plan.holds() && evidence.isUnchanged(disk)) {
                return true;
            }
        }
        return subscription.isClosed();
    }
}
