package org.contextagent.shell;

import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;
import org.contextagent.api.event.EventLog;
import org.contextagent.api.event.EventType;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code events}: the newest events, and with {@code --follow} each further one as it comes. */
@Component(service = Command.class)
public final class EventsCommand implements Command {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_WAITING = 10_000;

    private final BundleContext context;
    private volatile boolean stopped;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable EventLog log;

    @Activate
    public EventsCommand(BundleContext context) {
        this.context = context;
    }

    EventsCommand(BundleContext context, @Nullable EventLog log) {
        this.context = context;
        this.log = log;
    }

    @Deactivate
    void deactivate() {
        stopped = true;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String usage() {
        return "events [--json] [--follow] [--since SEQ] [--type T] [--limit N]";
    }

    @Override
    public String summary() {
        return "the newest events, one a line";
    }

    @Override
    public void run(Call call, Output output) throws CommandException, InterruptedException {
        Arguments arguments =
                Arguments.parse(this, call.arguments(), Set.of("json", "follow"), Set.of("since", "type", "limit"), 0);
        Optional<EventType> type = type(arguments.option("type"));
        long since = arguments.number(this, "since", 0);
        int most = since > 0 ? Integer.MAX_VALUE : arguments.has("follow") ? 0 : DEFAULT_LIMIT;
        int limit = (int) Math.min(Integer.MAX_VALUE, arguments.number(this, "limit", most));
        Following following = new Following();
        if (!arguments.has("follow")) {
            read(since, type, limit).forEach(event -> write(event, arguments, output));
            return;
        }
        // registered before the log is read, so that no event falls between; the numbers tell what was seen already
        ServiceRegistration<?> registration =
                context.registerService(ContextEventHandler.class, following, new Hashtable<String, Object>());
        try {
            long seen = since;
            for (ContextEvent event : read(since, type, limit)) {
                write(event, arguments, output);
                seen = event.seq();
            }
            follow(following, seen, type, arguments, output);
        } finally {
            unregister(registration);
        }
    }

    private List<ContextEvent> read(long since, Optional<EventType> type, int limit) throws CommandException {
        return limit == 0
                ? List.of()
                : Needed.from("org.contextagent.events", log).read(since, type, limit);
    }

    private void follow(Following following, long since, Optional<EventType> type, Arguments arguments, Output output)
            throws CommandException, InterruptedException {
        while (!output.isClosed()) {
            if (stopped) {
                throw new CommandException("the bundle org.contextagent.shell was stopped; follow again");
            }
            ContextEvent event = following.events.poll(200, TimeUnit.MILLISECONDS);
            if (following.overflow) {
                throw new CommandException("this reader is too slow and missed events; follow again with --since");
            }
            if (event != null
                    && event.seq() > since
                    && type.map(event.type()::equals).orElse(true)) {
                write(event, arguments, output);
            }
        }
    }

    private static void write(ContextEvent event, Arguments arguments, Output output) {
        output.line(arguments.has("json") ? Json.line(event.toDocument()) : EventText.line(event));
    }

    private Optional<EventType> type(Optional<String> name) throws CommandException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<EventType> type = EventType.ofWireName(name.get());
        if (type.isEmpty()) {
            throw Arguments.usage(
                    this,
                    "no event type '" + name.get() + "'; there are "
                            + Stream.of(EventType.values())
                                    .map(EventType::wireName)
                                    .collect(Collectors.joining(", ")));
        }
        return type;
    }

    private static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            // the bundle was stopped and its services with it
        }
    }

    /** Keeps what comes until the caller's thread takes it. */
    private static final class Following implements ContextEventHandler {

        private final BlockingQueue<ContextEvent> events = new LinkedBlockingQueue<>(MAX_WAITING);
        private volatile boolean overflow;

        @Override
        public void handle(ContextEvent event) {
            if (!events.offer(event)) {
                overflow = true;
            }
        }

        @Override
        public void missed(long count) {
            overflow = true;
        }
    }
}
