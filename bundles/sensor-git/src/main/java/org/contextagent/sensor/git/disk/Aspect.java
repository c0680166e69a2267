package org.contextagent.sensor.git.disk;

/** What of a path an answer rests on. */
public enum Aspect {
    /** Whether there is a file or a folder, and which folder; links followed. */
    KIND,
    /** The bytes of a file; links followed. */
    CONTENT,
    /** The entry itself: where a link leads, else the bytes of the file. */
    ENTRY,
    /** The names in a folder. */
    NAMES
}
