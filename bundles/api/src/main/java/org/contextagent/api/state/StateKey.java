package org.contextagent.api.state;

import java.nio.file.Path;

/**
 * Whose state it is: a workspace's, by its absolute path, or a session's, by the tool's identifier of it.
 *
 * @param kind workspace or session
 * @param id the path or the identifier
 */
public record StateKey(Kind kind, String id) {

    public enum Kind {
        WORKSPACE,
        SESSION
    }

    public StateKey {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a state's key needs a path or a session's identifier");
        }
    }

    public static StateKey workspace(Path path) {
        return new StateKey(Kind.WORKSPACE, path.toString());
    }

    public static StateKey session(String id) {
        return new StateKey(Kind.SESSION, id);
    }

    public boolean isSession() {
        return kind == Kind.SESSION;
    }
}
