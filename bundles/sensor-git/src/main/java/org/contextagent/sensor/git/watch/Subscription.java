package org.contextagent.sensor.git.watch;

import java.nio.file.Path;
import java.util.Set;

/** Somebody who wants to know when to look at a folder's repository again. */
final class Subscription {

    private final Path folder;
    private final Runnable lookAgain;
    private volatile boolean closed;
    /** Guarded by the lock of {@link Folders}. */
    private Set<Registration> registrations = Set.of();

    Subscription(Path folder, Runnable lookAgain) {
        this.folder = folder;
        this.lookAgain = lookAgain;
    }

    Path folder() {
        return folder;
    }

    void tell() {
        if (!closed) {
            lookAgain.run();
        }
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    Set<Registration> registrations() {
        return registrations;
    }

    void setRegistrations(Set<Registration> next) {
        registrations = next;
    }
}
