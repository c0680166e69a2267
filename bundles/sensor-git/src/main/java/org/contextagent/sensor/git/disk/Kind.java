package org.contextagent.sensor.git.disk;

/** What stands at a path. */
public enum Kind {
    ABSENT,
    FILE,
    FOLDER,
    /** A symbolic link, where links are not followed. */
    LINK,
    /** A pipe, a socket, a device, a link in a circle: nothing to be opened. */
    OTHER,
    /** It may not be looked at. */
    DENIED
}
