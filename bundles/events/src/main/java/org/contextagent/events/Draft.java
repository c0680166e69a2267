package org.contextagent.events;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.jspecify.annotations.Nullable;

/** An event that has no number yet; its fields are those of {@link ContextEvent}. */
record Draft(
        EventType type,
        Instant timestamp,
        @Nullable Object oldValue,
        @Nullable Object newValue,
        Map<String, Object> metadata) {

    ContextEvent numbered(long seq) {
        return new ContextEvent(seq, UUID.randomUUID(), type, timestamp, oldValue, newValue, metadata);
    }
}
