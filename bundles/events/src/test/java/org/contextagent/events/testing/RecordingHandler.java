package org.contextagent.events.testing;

import java.util.ArrayList;
import java.util.List;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;

/** Keeps what it gets. */
public class RecordingHandler implements ContextEventHandler {

    private final List<ContextEvent> events = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private long missed;

    @Override
    public synchronized void handle(ContextEvent event) {
        events.add(event);
        log.add("event " + event.seq());
    }

    @Override
    public synchronized void missed(long count) {
        missed += count;
        log.add("missed " + count);
    }

    public synchronized List<ContextEvent> events() {
        return List.copyOf(events);
    }

    public synchronized List<Long> seqs() {
        return events.stream().map(ContextEvent::seq).toList();
    }

    /** Each call in order: {@code event SEQ} or {@code missed COUNT}. */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    public synchronized int count() {
        return events.size();
    }

    public synchronized long missed() {
        return missed;
    }
}
