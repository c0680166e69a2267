package org.contextagent.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.jar.Manifest;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;

@DisplayName("E1 EventAdmin gets every event while it is there")
class EventAdminMirrorTest {

    private static final Path CLASSES = Path.of("target/classes");

    private final List<Event> posted = new ArrayList<>();
    private final EventAdminMirror mirror = new EventAdminMirror(new EventAdmin() {
        @Override
        public void postEvent(Event event) {
            posted.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            throw new AssertionError("nobody must wait for the handlers of EventAdmin");
        }
    });

    @Test
    void an_event_is_posted_under_its_type_with_its_fields() {
        UUID id = UUID.randomUUID();
        mirror.handle(new ContextEvent(
                7,
                id,
                EventType.CONTEXT_THRESHOLD,
                Instant.parse("2026-11-24T12:00:00Z"),
                79L,
                80L,
                Map.of(ContextEvent.WORKSPACE, "/home/dev/app", ContextEvent.THRESHOLD, 80L)));

        Event event = posted.get(0);
        assertEquals("org/contextagent/context_threshold", event.getTopic());
        assertEquals("context_threshold", event.getProperty("event_type"));
        assertEquals(7L, event.getProperty("seq"));
        assertEquals(id.toString(), event.getProperty("id"));
        assertEquals(Instant.parse("2026-11-24T12:00:00Z").toEpochMilli(), event.getProperty(EventConstants.TIMESTAMP));
        assertEquals(79L, event.getProperty("old_value"));
        assertEquals(80L, event.getProperty("new_value"));
        assertEquals("/home/dev/app", event.getProperty("workspace"));
        assertEquals(80L, event.getProperty("threshold"));
    }

    @Test
    void a_value_that_is_not_there_is_no_property() {
        mirror.handle(new ContextEvent(
                1, UUID.randomUUID(), EventType.BRANCH_CHANGED, Instant.EPOCH, null, "main", Map.of()));

        assertFalse(posted.get(0).containsProperty("old_value"));
        assertTrue(posted.get(0).containsProperty("new_value"));
    }

    @Test
    void every_type_gives_a_topic_that_event_admin_allows() {
        for (EventType type : EventType.values()) {
            mirror.handle(new ContextEvent(1, UUID.randomUUID(), type, Instant.EPOCH, null, null, Map.of()));
        }
        assertEquals(EventType.values().length, posted.size());
    }

    @Test
    @DisplayName("E8 the bundle resolves without the package of EventAdmin")
    void the_package_of_event_admin_is_optional() throws IOException {
        try (InputStream in = Files.newInputStream(CLASSES.resolve("META-INF/MANIFEST.MF"))) {
            Manifest manifest = new Manifest(in);
            assertTrue(
                    manifest.getMainAttributes()
                            .getValue("Import-Package")
                            .matches(".*org\\.osgi\\.service\\.event;[^,]*(,[^,]*)?resolution:=optional.*"),
                    "optional import");
            assertEquals("org.contextagent.events", manifest.getMainAttributes().getValue("Bundle-SymbolicName"));
        }
    }

    @Test
    @DisplayName("E8 no other class than the mirror needs the package of EventAdmin")
    void no_other_class_needs_the_package_of_event_admin() throws Exception {
        try (URLClassLoader without =
                new URLClassLoader(new URL[] {CLASSES.toUri().toURL()}, null) {
                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        if (name.startsWith("org.osgi.service.event.")) {
                            throw new ClassNotFoundException(name);
                        }
                        if (name.startsWith("org.contextagent.events.")) {
                            return super.findClass(name);
                        }
                        return EventAdminMirrorTest.class.getClassLoader().loadClass(name);
                    }
                }) {
            for (Class<?> component : Set.of(EventsStatus.class, Journal.class, Delivery.class, Events.class)) {
                inspect(without.loadClass(component.getName()));
            }
            Class<?> mirrorClass = without.loadClass(EventAdminMirror.class.getName());
            assertThrows(NoClassDefFoundError.class, () -> inspect(mirrorClass), "the class loader keeps it out");
        }
    }

    /** Looks at a class as the component runtime does. */
    private static void inspect(Class<?> component) {
        assertTrue(component.getDeclaredConstructors().length > 0);
        assertTrue(component.getDeclaredMethods().length > 0);
        assertTrue(component.getDeclaredFields().length > 0);
    }
}
