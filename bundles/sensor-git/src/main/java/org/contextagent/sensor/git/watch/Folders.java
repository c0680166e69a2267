package org.contextagent.sensor.git.watch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextagent.sensor.git.disk.Disk;

/** The folders that are watched: each once, however many want to know of it, and only for as long as somebody does. */
final class Folders {

    private static final WatchEvent.Kind<?>[] NAMES = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE
    };
    private static final WatchEvent.Kind<?>[] CONTENTS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final WatchService service;
    private final Disk disk;
    private final Map<Path, Registration> byPath = new HashMap<>();
    private final Map<WatchKey, Registration> byKey = new HashMap<>();
    private final Map<Subscription, String> problems = new HashMap<>();

    Folders(WatchService service, Disk disk) {
        this.service = service;
        this.disk = disk;
    }

    /** Makes the plan what somebody wants to know of. False when a folder of it has gone since. */
    synchronized boolean follow(Subscription who, Map<Path, Interest> plan) {
        if (who.isClosed()) {
            return true;
        }
        Map<Registration, Interest> next = new HashMap<>();
        boolean whole = true;
        problems.remove(who);
        for (Map.Entry<Path, Interest> wanted : plan.entrySet()) {
            try {
                Registration registration =
                        registration(wanted.getKey(), wanted.getValue().isInContents());
                // one folder may have several paths
                next.merge(registration, wanted.getValue(), Interest::and);
            } catch (NoSuchFileException | NotDirectoryException e) {
                whole = false;
            } catch (AccessDeniedException e) {
                // nobody can tell us of it: it is looked at now and then
            } catch (IOException | ClosedWatchServiceException e) {
                problems.put(
                        who,
                        "cannot watch " + wanted.getKey() + ", changes in it are seen at the polling_interval only: "
                                + e.getMessage());
            }
        }
        next.forEach((registration, interest) -> registration.put(who, interest));
        Set<Registration> last = who.registrations();
        who.setRegistrations(next.keySet());
        last.stream().filter(old -> !next.containsKey(old)).forEach(old -> release(old, who));
        return whole;
    }

    synchronized void leave(Subscription who) {
        who.close();
        who.registrations().forEach(registration -> release(registration, who));
        who.setRegistrations(Set.of());
        problems.remove(who);
    }

    private void release(Registration registration, Subscription who) {
        if (registration.remove(who)) {
            registration.key().cancel();
            drop(registration);
        }
    }

    private void drop(Registration registration) {
        byKey.remove(registration.key());
        byPath.values().removeIf(registration::equals);
    }

    private Registration registration(Path folder, boolean contents) throws IOException {
        Object identity = disk.attributes(folder).fileKey();
        Registration known = byPath.get(folder);
        if (known != null && known.suits(identity, contents)) {
            return known;
        }
        boolean wide = contents || (known != null && known.isInContents());
        WatchKey key = folder.register(service, wide ? CONTENTS : NAMES);
        // a folder that has two paths, or is to be watched for more, keeps its key
        Registration registration = byKey.computeIfAbsent(key, fresh -> new Registration(fresh, identity));
        if (wide) {
            registration.setInContents();
        } else if (registration.isInContents()) {
            folder.register(service, CONTENTS);
        }
        byPath.put(folder, registration);
        return registration;
    }

    /** Whom the events of a key concern; the key is ready for more then. */
    synchronized Set<Subscription> concerned(WatchKey key) {
        Set<Subscription> concerned = new LinkedHashSet<>();
        Registration registration = byKey.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (registration == null) {
                continue;
            }
            if (event.context() instanceof Path name) {
                registration.interestedIn(name.toString(), concerned::add);
            } else {
                // too many events to hold: some are lost
                registration.everybody(concerned::add);
            }
        }
        if (!key.reset() && registration != null) {
            registration.everybody(concerned::add);
            drop(registration);
        }
        return concerned;
    }

    synchronized int size() {
        return byKey.size();
    }

    /** Why something cannot be watched that somebody wants to know of. */
    synchronized Optional<String> problem() {
        return problems.values().stream().findFirst();
    }
}
