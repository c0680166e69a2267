package org.contextagent.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says how the events do, in the words of the parts that are at work. It needs no other service, so anybody may use it. */
@Component(service = {StatusSource.class, EventsStatus.class})
public final class EventsStatus implements StatusSource {

    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /** Somebody with something to say. Both must not block. */
    interface Part {

        /** What is wrong and what to do, for a person; nothing when all is well. */
        List<String> warnings();

        /** Adds its figures and names. */
        void describe(Map<String, Object> details);
    }

    @Activate
    public EventsStatus() {}

    void add(Part part) {
        parts.add(part);
    }

    void remove(Part part) {
        parts.remove(part);
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Status status() {
        List<String> warnings = new ArrayList<>();
        Map<String, Object> details = new LinkedHashMap<>();
        for (Part part : parts) {
            warnings.addAll(part.warnings());
            part.describe(details);
        }
        return warnings.isEmpty()
                ? new Status(Status.Level.OK, "events are delivered", details)
                : new Status(Status.Level.WARN, String.join("; ", warnings), details);
    }
}
