package org.contextagent.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to the handlers, one event after the other, to each handler in the order in which they came.
 *
 * <p>One thread gives each event to the {@link Lane} of each handler and waits for it, for as long as a handler may take. At
 * the end what is there is delivered for at most two seconds more.
 */
@Component(service = Delivery.class, configurationPid = Delivery.PID)
@Designate(ocd = Delivery.Config.class)
public final class Delivery implements EventsStatus.Part {

    static final String PID = "org.contextagent.events";

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    /** Delivery goes on for so long when it ends. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** A call that goes on gets so long to end before it is interrupted, and as long after that. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    @ObjectClassDefinition(name = "Context Agent: events")
    @interface Config {
        @AttributeDefinition(description = "Seconds that the other handlers wait for one at an event")
        double handler__timeout() default 1.0;

        @AttributeDefinition(
                description = "Events that wait for a handler that fell behind; then the oldest are dropped")
        int handler__queue() default 1000;
    }

    private final Journal journal;
    private final EventsStatus status;
    private final Backlog backlog = new Backlog();
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Thread dispatcher;
    private volatile Lane.Limits limits;

    @Activate
    public Delivery(
            @Reference(name = "journal") Journal journal,
            @Reference(name = "status") EventsStatus status,
            Config config) {
        this(journal, status, limits(config));
    }

    Delivery(Journal journal, EventsStatus status, Lane.Limits limits) {
        this.journal = journal;
        this.status = status;
        this.limits = limits;
        dispatcher = new Thread(this::run, "context-agent-events-dispatcher");
        dispatcher.setDaemon(true);
        dispatcher.start();
        status.add(this);
    }

    @Modified
    void modified(Config config) {
        limits = limits(config);
    }

    private static Lane.Limits limits(Config config) {
        long millis = (long) Math.min(config.handler__timeout() * 1000, LONGEST_TIMEOUT.toMillis());
        return new Lane.Limits(Duration.ofMillis(Math.max(1, millis)), Math.max(1, config.handler__queue()));
    }

    /** Takes an event in for delivery; never waits. */
    void offer(ContextEvent event) {
        backlog.offer(event);
    }

    @Reference(name = "handler", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindHandler(ContextEventHandler handler, Map<String, Object> properties) {
        long id = id(properties);
        Object component = properties.get("component.name");
        String name =
                component instanceof String text ? text : handler.getClass().getName();
        Lane lane = new Lane(id, name, handler, () -> limits);
        synchronized (lanes) {
            int place = 0;
            while (place < lanes.size() && lanes.get(place).id() < id) {
                place++;
            }
            lanes.add(place, lane);
        }
        lane.start();
    }

    /** When this returns no call of the handler starts any more. */
    void unbindHandler(ContextEventHandler handler, Map<String, Object> properties) {
        long id = id(properties);
        for (Lane lane : lanes) {
            if (lane.id() == id && lanes.remove(lane)) {
                lane.close();
                end(lane);
            }
        }
    }

    private static long id(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0;
    }

    private static void end(Lane lane) {
        try {
            // one that is behind had its time already
            if (!lane.join(lane.isBehind() ? Duration.ZERO : GRACE)) {
                lane.interrupt();
                awaitEnd(lane, GRACE);
            }
        } catch (InterruptedException e) {
            lane.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(Lane lane, Duration atMost) throws InterruptedException {
        if (!lane.join(atMost)) {
            LOG.warn(
                    "The event handler '{}' does not return from its last call; its thread stays until it does",
                    lane.name());
        }
    }

    private void run() {
        try {
            for (ContextEvent event = backlog.take(); event != null; event = backlog.take()) {
                journal.secure(event);
                for (Lane lane : lanes) {
                    lane.offer(event);
                    lane.await();
                }
                if (backlog.size() == 0) {
                    lanes.forEach(Lane::forgive);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Delivery ends before all events are delivered");
        }
    }

    @Deactivate
    void deactivate() {
        status.remove(this);
        backlog.end();
        try {
            long drained = System.nanoTime() + DRAIN.toNanos();
            Lane.join(dispatcher, left(drained));
            lanes.forEach(Lane::finish);
            for (Lane lane : lanes) {
                lane.join(left(drained));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dispatcher.interrupt();
        int undelivered = backlog.size();
        for (Lane lane : lanes) {
            undelivered += lane.close();
            lane.interrupt();
        }
        if (undelivered > 0) {
            LOG.warn("{} events were not delivered to every handler before the end", undelivered);
        }
        try {
            long ended = System.nanoTime() + GRACE.toNanos();
            Lane.join(dispatcher, left(ended));
            for (Lane lane : lanes) {
                awaitEnd(lane, left(ended));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lanes.clear();
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    @Override
    public List<String> warnings() {
        List<String> behind =
                lanes.stream().filter(Lane::isBehind).map(Lane::name).toList();
        return behind.isEmpty()
                ? List.of()
                : List.of("handlers of events are slow and fall behind: " + String.join(", ", behind)
                        + "; see what their threads do, or take them out");
    }

    @Override
    public void describe(Map<String, Object> details) {
        List<Map<String, Object>> handlers = lanes.stream().map(Lane::describe).toList();
        details.put("waiting", backlog.size());
        details.put(
                "behind",
                handlers.stream()
                        .filter(one -> Boolean.TRUE.equals(one.get("behind")))
                        .count());
        details.put(
                "dropped",
                handlers.stream().mapToLong(one -> (Long) one.get("dropped")).sum());
        details.put("handlers", handlers);
    }
}
