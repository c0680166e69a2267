package org.contextagent.events;

import java.time.Clock;
import java.util.List;
import org.contextagent.api.config.Option;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.StateChange;
import org.contextagent.api.state.StateKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes the changes of states in and sends their events on their way.
 *
 * <p>It is immediate so that it, and with it the delivery, stay while no state store is there.
 */
@Component(service = ChangeListener.class, immediate = true, configurationPid = Option.PID)
public final class Events implements ChangeListener {

    /** The option of the agent that counts here. */
    @interface Options {
        int context__threshold() default 80;
    }

    private final Journal journal;
    private final Delivery delivery;
    private final Clock clock;
    private final EventMaker maker;

    @Activate
    public Events(
            @Reference(name = "journal") Journal journal,
            @Reference(name = "delivery") Delivery delivery,
            Options options) {
        this(journal, delivery, options, Clock.systemUTC());
    }

    Events(Journal journal, Delivery delivery, Options options, Clock clock) {
        this.journal = journal;
        this.delivery = delivery;
        this.clock = clock;
        maker = new EventMaker(options.context__threshold());
    }

    @Modified
    synchronized void modified(Options options) {
        send(maker.eventsOfThreshold(options.context__threshold(), clock.instant()));
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public synchronized void changed(StateChange change) {
        send(maker.eventsOf(change));
    }

    @Override
    public synchronized void forgotten(StateKey key) {
        maker.forget(key);
    }

    private void send(List<Draft> drafts) {
        journal.append(drafts).forEach(delivery::offer);
    }
}
