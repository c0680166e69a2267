package org.contextagent.events;

import java.util.HashMap;
import java.util.Map;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;

/**
 * Posts each event to EventAdmin while one is there, under the topic {@code org/contextagent/EVENT_TYPE} (for example
 * {@code org/contextagent/branch_changed}).
 *
 * <p>Its properties are {@code event_type}, {@code seq} (Long), {@code id}, {@code timestamp} (Long, milliseconds since 1970,
 * as EventAdmin has it), {@code old_value} and {@code new_value} where there is one, and each entry of the metadata.
 *
 * <p>A class of its own, and a handler like any other: the package of EventAdmin may be missing and nothing else here notices.
 * Where the package comes after this bundle was resolved it takes a refresh of this bundle to see it.
 */
@Component(service = ContextEventHandler.class)
public final class EventAdminMirror implements ContextEventHandler {

    private static final String TOPICS = "org/contextagent/";

    private final EventAdmin eventAdmin;

    @Activate
    public EventAdminMirror(@Reference(name = "eventAdmin") EventAdmin eventAdmin) {
        this.eventAdmin = eventAdmin;
    }

    @Override
    public void handle(ContextEvent event) {
        Map<String, Object> properties = new HashMap<>(event.metadata());
        properties.put("event_type", event.type().wireName());
        properties.put("seq", event.seq());
        properties.put("id", event.id().toString());
        properties.put(EventConstants.TIMESTAMP, event.timestamp().toEpochMilli());
        properties.put("old_value", event.oldValue());
        properties.put("new_value", event.newValue());
        properties.values().removeIf(value -> value == null);
        eventAdmin.postEvent(new Event(TOPICS + event.type().wireName(), properties));
    }
}
