package org.contextagent.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextagent.agent.WorkspaceAgent.Origin;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.state.StateStore;

/** Makes the workspaces and sessions again that a state store knows from an agent before this one. */
final class Restorer {

    private final Workspaces workspaces;
    private final AddedFolders added;

    Restorer(Workspaces workspaces, AddedFolders added) {
        this.workspaces = workspaces;
        this.added = added;
    }

    /** Until the sensors have spoken each restored state is what its workspace or session is in. */
    void restore(StateStore store) {
        Set<String> wanted = new HashSet<>(added.load());
        synchronized (workspaces) {
            // as it was before anything that is restored here starts to change it, and in the order in which it came
            Map<StateKey, State> before = new LinkedHashMap<>();
            store.keys().forEach(key -> store.current(key).ifPresent(state -> before.put(key, state)));
            before.forEach((key, state) -> {
                if (!key.isSession() && !workspace(key.id(), state, wanted)) {
                    store.forget(key);
                }
            });
            before.forEach((key, state) -> {
                if (key.isSession() && !session(key.id(), state, before)) {
                    store.forget(key);
                }
            });
        }
    }

    /** Says whether it is here now. */
    private boolean workspace(String path, State state, Set<String> wanted) {
        Optional<Path> folder = folder(path);
        Origin origin = wanted.contains(path) ? Origin.ADDED : Origin.DOCUMENTS;
        return folder.isPresent()
                && (workspaces.find(folder.get()).isPresent() || workspaces.restore(folder.get(), origin, state));
    }

    private boolean session(String id, State state, Map<StateKey, State> before) {
        Optional<Path> folder = state.workspacePath().flatMap(Restorer::folder);
        if (workspaces.session(id).isPresent()) {
            return true;
        }
        if (folder.isEmpty()) {
            return false;
        }
        State home = before.get(StateKey.workspace(folder.get()));
        return workspaces.restore(Target.of(folder.get(), id), state, home == null ? Facts.NONE : home.facts());
    }

    private static Optional<Path> folder(String path) {
        try {
            return Optional.of(Path.of(path)).filter(Path::isAbsolute).map(Path::normalize);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
