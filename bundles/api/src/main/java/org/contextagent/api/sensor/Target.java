package org.contextagent.api.sensor;

import java.nio.file.Path;
import java.util.Optional;
import org.contextagent.api.state.StateKey;

/**
 * What a sensor is asked about: a workspace, or a session in it.
 *
 * @param workspace absolute, normalised path of the folder; it need not exist
 * @param session the tool's identifier of the session; nothing when the workspace itself is meant
 */
public record Target(Path workspace, Optional<String> session) {

    public Target {
        if (!workspace.isAbsolute()) {
            throw new IllegalArgumentException("a workspace needs an absolute path, not '" + workspace + "'");
        }
        workspace = workspace.normalize();
    }

    public static Target of(Path workspace) {
        return new Target(workspace, Optional.empty());
    }

    public static Target of(Path workspace, String session) {
        return new Target(workspace, Optional.of(session));
    }

    /** Whose state the readings go into. */
    public StateKey key() {
        return session.map(StateKey::session).orElseGet(() -> StateKey.workspace(workspace));
    }
}
