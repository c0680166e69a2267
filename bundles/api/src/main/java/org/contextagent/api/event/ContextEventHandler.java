package org.contextagent.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told events; registered as a service, it may come and go at any time.
 *
 * <p>Handlers are called in the order in which they were registered, each for one event at a time and in the order of
 * the events. One that is slow falls behind on a bounded queue of its own; it never delays the others beyond a bound.
 * A handler is told what happens while it is registered; what was before is in the {@link EventLog}.
 */
@ConsumerType
public interface ContextEventHandler {

    /** An event happened. What it throws is logged; the thread is interrupted when the handler hangs and goes away. */
    void handle(ContextEvent event) throws Exception;

    /** So many events in a row were dropped because this handler was too slow; called before the next event. */
    default void missed(long count) {}
}
