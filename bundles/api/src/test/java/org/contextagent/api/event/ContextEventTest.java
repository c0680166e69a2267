package org.contextagent.api.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContextEventTest {

    private static final UUID ID = UUID.fromString("3f9a2c1e-7b4d-4e0a-9c55-1d2e8f6a7b90");

    @Test
    @DisplayName("E1 the events have the names that others rely on")
    void the_events_have_the_names_that_others_rely_on() {
        assertEquals(
                List.of("model_changed", "workspace_changed", "branch_changed", "context_threshold", "state_updated"),
                Arrays.stream(EventType.values()).map(EventType::wireName).toList());
        for (EventType type : EventType.values()) {
            assertEquals(Optional.of(type), EventType.ofWireName(type.wireName()));
        }
        assertEquals(Optional.empty(), EventType.ofWireName("MODEL_CHANGED"));
    }

    @Test
    @DisplayName("E2 an event's document has event_type, timestamp, old_value, new_value and metadata")
    void an_events_document_has_all_fields() throws IOException {
        ContextEvent event = new ContextEvent(
                7,
                ID,
                EventType.BRANCH_CHANGED,
                Instant.parse("2026-11-24T12:00:00Z"),
                null,
                "main",
                Map.of(ContextEvent.WORKSPACE, "/p"));

        ObjectMapper json = new ObjectMapper();
        Map<String, Object> read = json.readValue(json.writeValueAsBytes(event.toDocument()), new TypeReference<>() {});

        Map<String, Object> expected = new HashMap<>(Map.of(
                "seq",
                7,
                "id",
                ID.toString(),
                "event_type",
                "branch_changed",
                "timestamp",
                "2026-11-24T12:00:00Z",
                "new_value",
                "main",
                "metadata",
                Map.of("workspace", "/p")));
        expected.put("old_value", null);
        assertEquals(expected, read);
    }

    @Test
    void a_document_is_made_of_the_jdks_own_classes_alone() {
        Map<String, Object> foreign = new HashMap<>(Map.of("nested", new HashMap<>(Map.of("list", List.of(1L))))) {
            private static final long serialVersionUID = 1L;
        };
        ContextEvent event =
                new ContextEvent(1, ID, EventType.STATE_UPDATED, Instant.EPOCH, foreign, null, Map.of("more", foreign));

        Map<String, ?> document = event.toDocument();

        assertEquals(foreign, document.get("old_value"));
        assertEquals(LinkedHashMap.class, document.get("old_value").getClass());
        assertEquals(
                LinkedHashMap.class,
                ((Map<?, ?>) document.get("metadata")).get("more").getClass());
    }

    @Test
    void an_event_cannot_be_changed_from_outside() {
        Map<String, Object> metadata = new HashMap<>(Map.of(ContextEvent.THRESHOLD, 80L));
        ContextEvent event = new ContextEvent(1, ID, EventType.CONTEXT_THRESHOLD, Instant.EPOCH, 79L, 80L, metadata);
        metadata.clear();

        assertEquals(Map.of("threshold", 80L), event.metadata());
        assertThrows(UnsupportedOperationException.class, () -> event.metadata().put("a", "b"));
    }

    @Test
    @DisplayName("E7 a handler need not care for what it missed")
    void a_handler_need_not_care_for_what_it_missed() throws Exception {
        StringBuilder handled = new StringBuilder();
        ContextEventHandler handler = event -> handled.append(event.seq());

        handler.missed(5);
        handler.handle(new ContextEvent(3, ID, EventType.MODEL_CHANGED, Instant.EPOCH, null, null, Map.of()));

        assertTrue("3".contentEquals(handled));
    }
}
