package org.contextagent.events;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventLog;
import org.contextagent.api.event.EventType;
import org.contextagent.api.home.Home;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Numbers events and keeps the newest {@value #CAPACITY}. An event can be read as soon as no later run can give its number
 * again, which but for floods of events is at once.
 */
@Component(service = {EventLog.class, Journal.class})
public final class Journal implements EventLog, EventsStatus.Part {

    static final int CAPACITY = 5_000;

    private final EventRing ring = new EventRing(CAPACITY);
    private final Sequence sequence;
    private final EventsStatus status;

    @Activate
    public Journal(@Reference(name = "status") EventsStatus status) {
        this(status, Home.current().state().resolve("events.seq"), Clock.systemUTC());
    }

    Journal(EventsStatus status, Path file, Clock clock) {
        this.status = status;
        sequence = new Sequence(file, clock);
        status.add(this);
    }

    /** Makes events of the drafts; the one call is over before the next begins to give numbers. */
    synchronized List<ContextEvent> append(List<Draft> drafts) {
        List<ContextEvent> events = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            ContextEvent event = draft.numbered(sequence.next());
            ring.add(event);
            events.add(event);
        }
        return events;
    }

    /** To be called before an event is delivered; may write a file. */
    void secure(ContextEvent event) {
        sequence.secure(event.seq());
    }

    @Override
    public List<ContextEvent> read(long afterSeq, Optional<EventType> type, int limit) {
        return ring.read(afterSeq, sequence.secured(), event -> type.isEmpty() || type.get() == event.type(), limit);
    }

    @Override
    public List<String> warnings() {
        return sequence.problem().stream().toList();
    }

    @Override
    public void describe(Map<String, Object> details) {
        details.put("next_seq", sequence.peek());
    }

    @Deactivate
    void deactivate() {
        status.remove(this);
        sequence.close();
    }
}
