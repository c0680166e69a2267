package org.contextagent.api.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something happened. Values are those of facts, or documents (maps, lists, text, numbers, booleans), for any JSON writer.
 *
 * @param seq grows by one with each event, and goes on after a restart
 * @param id unique for ever
 * @param type what happened
 * @param timestamp when
 * @param oldValue the value before, null when there was none
 * @param newValue the value now, null when it is gone
 * @param metadata {@code workspace} (path), {@code workspace_name}, {@code session_id} where it is a session's event, and what
 *     the type adds: {@code changes} of {@code state_updated}, {@code threshold} of {@code context_threshold}
 */
public record ContextEvent(
        long seq,
        UUID id,
        EventType type,
        Instant timestamp,
        @Nullable Object oldValue,
        @Nullable Object newValue,
        Map<String, Object> metadata) {

    /** Names in {@link #metadata()}. */
    public static final String WORKSPACE = "workspace";

    public static final String WORKSPACE_NAME = "workspace_name";
    public static final String SESSION_ID = "session_id";
    public static final String CHANGES = "changes";
    public static final String THRESHOLD = "threshold";

    public ContextEvent {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * As a document: {@code seq}, {@code id}, {@code event_type}, {@code timestamp}, {@code old_value}, {@code new_value}, {@code
     * metadata}. Its maps and lists are the JDK's own, whoever made the event: writers of JSON remember the classes that they
     * have seen, and with a class of a bundle they would hold on to that bundle after it is gone.
     */
    public Map<String, @Nullable Object> toDocument() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("seq", seq);
        document.put("id", id.toString());
        document.put("event_type", type.wireName());
        document.put("timestamp", timestamp.toString());
        document.put("old_value", plain(oldValue));
        document.put("new_value", plain(newValue));
        document.put("metadata", plain(metadata));
        return document;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, nested) -> copy.put(name, plain(nested)));
            return copy;
        }
        return value instanceof List<?> list
                ? list.stream().map(ContextEvent::plain).toList()
                : value;
    }
}
