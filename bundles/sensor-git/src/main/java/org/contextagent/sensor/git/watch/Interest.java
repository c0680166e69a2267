package org.contextagent.sensor.git.watch;

import java.util.HashSet;
import java.util.Set;

/** What of a folder somebody wants to know of. */
final class Interest {

    private final Set<String> names = new HashSet<>();
    private boolean everything;
    private boolean contents;

    void addEverything() {
        everything = true;
    }

    /** @param content whether a change within the file counts, not only its coming and going */
    void add(String name, boolean content) {
        names.add(name);
        contents |= content;
    }

    /** What is of interest to either. */
    Interest and(Interest other) {
        Interest both = new Interest();
        both.names.addAll(names);
        both.names.addAll(other.names);
        both.everything = everything || other.everything;
        both.contents = contents || other.contents;
        return both;
    }

    /** Whether changes within files count. */
    boolean isInContents() {
        return contents;
    }

    /** Lock files are how git prepares a change; the change itself follows. */
    boolean isIn(String name) {
        return names.contains(name) || (everything && !name.endsWith(".lock"));
    }
}
