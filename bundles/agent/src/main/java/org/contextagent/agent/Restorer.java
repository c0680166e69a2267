package org.contextagent.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contextagent.agent.WorkspaceAgent.Origin;
import org.contextagent.api.sensor.Target;
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
            List<StateKey> keys = store.keys().stream().filter(this::isUnknown).toList();
            for (StateKey key : keys) {
                if (!key.isSession() && !workspace(store, key, wanted)) {
                    store.forget(key);
                }
            }
            for (StateKey key : keys) {
                if (key.isSession() && !session(store, key)) {
                    store.forget(key);
                }
            }
        }
    }

    private boolean isUnknown(StateKey key) {
        return key.isSession()
                ? workspaces.session(key.id()).isEmpty()
                : folder(key.id()).flatMap(workspaces::find).isEmpty();
    }

    private boolean workspace(StateStore store, StateKey key, Set<String> wanted) {
        Optional<State> state = store.current(key);
        Optional<Path> folder = folder(key.id());
        Origin origin = wanted.contains(key.id()) ? Origin.ADDED : Origin.DOCUMENTS;
        if (state.isEmpty() || folder.isEmpty()) {
            return false;
        }
        return workspaces.restore(folder.get(), origin, state.get());
    }

    private boolean session(StateStore store, StateKey key) {
        Optional<State> state = store.current(key);
        Optional<Path> folder = state.flatMap(State::workspacePath).flatMap(Restorer::folder);
        if (state.isEmpty() || folder.isEmpty()) {
            return false;
        }
        return workspaces.restore(Target.of(folder.get(), key.id()), state.get());
    }

    private static Optional<Path> folder(String path) {
        try {
            return Optional.of(Path.of(path)).filter(Path::isAbsolute).map(Path::normalize);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
