package org.contextagent.state.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;

/** Keeps what it is told. */
public final class RecordingListener implements ChangeListener {

    public final List<StateChange> changes = Collections.synchronizedList(new ArrayList<>());
    public final List<StateKey> forgotten = Collections.synchronizedList(new ArrayList<>());
    private final String name;

    public RecordingListener(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void changed(StateChange change) {
        changes.add(change);
    }

    @Override
    public void forgotten(StateKey key) {
        forgotten.add(key);
    }

    public List<Long> numbers() {
        return List.copyOf(changes).stream().map(StateChange::number).toList();
    }
}
