package org.contextagent.sensor.git.watch;

import java.nio.file.WatchKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A folder that is watched, for all who want to know of it. Guarded by the lock of {@link Folders}. */
final class Registration {

    private final WatchKey key;
    private final @Nullable Object identity;
    private final Map<Subscription, Interest> interests = new HashMap<>();
    private boolean contents;

    Registration(WatchKey key, @Nullable Object identity) {
        this.key = key;
        this.identity = identity;
    }

    WatchKey key() {
        return key;
    }

    /** Whether it still watches the folder that has this identity, for as much as is wanted. */
    boolean suits(@Nullable Object folder, boolean wantedContents) {
        return key.isValid() && Objects.equals(identity, folder) && (contents || !wantedContents);
    }

    boolean isInContents() {
        return contents;
    }

    void setInContents() {
        contents = true;
    }

    void put(Subscription who, Interest what) {
        interests.put(who, what);
    }

    /** Whether nobody is left. */
    boolean remove(Subscription who) {
        interests.remove(who);
        return interests.isEmpty();
    }

    void interestedIn(String name, Consumer<Subscription> visitor) {
        interests.forEach((who, what) -> {
            if (what.isIn(name)) {
                visitor.accept(who);
            }
        });
    }

    void everybody(Consumer<Subscription> visitor) {
        interests.keySet().forEach(visitor);
    }
}
