package org.contextagent.api.event;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of events. */
public enum EventType {
    MODEL_CHANGED("model_changed"),
    WORKSPACE_CHANGED("workspace_changed"),
    BRANCH_CHANGED("branch_changed"),
    CONTEXT_THRESHOLD("context_threshold"),
    STATE_UPDATED("state_updated");

    private final String wireName;

    EventType(String wireName) {
        this.wireName = wireName;
    }

    /** The name in documents, commands and topics. */
    public String wireName() {
        return wireName;
    }

    public static Optional<EventType> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(name))
                .findFirst();
    }
}
