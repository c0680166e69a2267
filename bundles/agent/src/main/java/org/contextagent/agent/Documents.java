package org.contextagent.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.contextagent.agent.WorkspaceAgent.Origin;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.DocumentSensor;
import org.contextagent.api.sensor.DocumentSensor.Accepted;
import org.contextagent.api.sensor.DocumentSensor.Preview;
import org.contextagent.api.sensor.Sensor.Scope;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes documents of tools in, on the thread that brings them. Every sensor that takes documents gets each one; what the best of
 * them says of whom it is about counts. They get them one at a time, so that a session is where its last document was.
 */
final class Documents {

    private static final Logger LOG = LoggerFactory.getLogger(Documents.class);

    /** A document waits for the sensors of its folder for so long at most; a client does for little longer. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Parts parts;
    private final BoundSensors sensors;
    private final Workspaces workspaces;
    private final Publisher publisher;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> over = ConcurrentHashMap.newKeySet();

    Documents(Parts parts, BoundSensors sensors, Workspaces workspaces) {
        this.parts = parts;
        this.sensors = sensors;
        this.workspaces = workspaces;
        this.publisher = workspaces.publisher();
        workspaces.whenSessionEnds(id -> parts.runner().tidy(() -> forget(id)));
    }

    /** Where a document belongs: to a session in a folder, or to the folder itself. */
    private record Place(WorkspaceAgent home, Optional<Session> session) {

        TargetSlots slots() {
            return session.map(each -> each.place().slots()).orElse(home.slots());
        }
    }

    /** A session that its document ended, and how often it had been heard of by then. */
    private record Ending(Session session, long heard) {}

    /**
     * @throws NoReadingException when no sensor takes documents now, so that another try is worth it
     * @throws IllegalStateException when each sensor that takes documents failed with this one
     */
    State accept(ToolDocument document) {
        Target target;
        boolean ended;
        Optional<Place> place = Optional.empty();
        Optional<Ending> ending = Optional.empty();
        enter();
        try {
            Accepted accepted = best(ask(sensor -> sensor.accept(document)));
            target = accepted.target();
            ended = accepted.ended() && target.session().isPresent();
            if (ended) {
                ending = target.session()
                        .flatMap(workspaces::session)
                        .map(session -> new Ending(session, session.heard()));
            } else {
                place = place(target);
            }
        } finally {
            leave();
        }
        // sensors are waited for below, and the next document does not wait for that
        if (ended) {
            return end(target, ending);
        }
        if (place.isEmpty()) {
            return passing(target);
        }
        place.get().home().awaitFirstState();
        return tell(place.get());
    }

    private void enter() {
        boolean entered = false;
        try {
            entered = oneAtATime.tryLock(parts.options().get().sensorTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!entered) {
            throw new NoReadingException("the sensor of documents is busy with another one; try again");
        }
    }

    /** The sensors forget the sessions that ended meanwhile before the next document comes. */
    private void leave() {
        do {
            try {
                forgetThoseOver();
            } finally {
                oneAtATime.unlock();
            }
            // who could not enter meanwhile relies on whoever was in here
        } while (!over.isEmpty() && oneAtATime.tryLock());
    }

    /** Nothing when there are as many workspaces as there may be. */
    private Optional<Place> place(Target target) {
        try {
            synchronized (workspaces) {
                boolean known = workspaces.find(target.workspace()).isPresent();
                Optional<WorkspaceAgent> home = workspaces.obtain(target.workspace(), Origin.DOCUMENTS);
                if (!known) {
                    home.ifPresent(WorkspaceAgent::ensureStarted);
                }
                home.ifPresent(WorkspaceAgent::touch);
                return home.map(agent ->
                        new Place(agent, target.session().map(session -> workspaces.session(target, agent))));
            }
        } catch (IllegalStateException e) {
            throw new NoReadingException("the agent is being stopped; try again when it is back");
        }
    }

    private State tell(Place place) {
        // a branch may have been switched so lately that nobody was told yet
        CompletableFuture<Void> folder = place.home().slots().lookQuickly();
        WorkspaceAgent.await(
                place.slots().lookAtDocuments(), parts.options().get().sensorTimeout());
        WorkspaceAgent.await(folder, PATIENCE);
        if (place.session().isPresent()) {
            publisher.publish(place.home());
            return publisher.publish(place.session().get(), true);
        }
        publisher.publish(place.home());
        // it was taken in: that no sensor has a reading of the folder is no reason for another try
        return place.home().states().state().orElseGet(() -> publisher.state(Facts.NONE));
    }

    private State end(Target target, Optional<Ending> ending) {
        if (ending.isEmpty()) {
            State last = passing(target);
            target.session().ifPresent(this::forget);
            return last;
        }
        Session session = ending.get().session();
        State last = tell(new Place(session.place().home(), Optional.of(session)));
        workspaces.drop(session, ending.get().heard());
        return last;
    }

    /** The state of a document that nothing is kept of. */
    private State passing(Target target) {
        Map<String, Facts> said = new LinkedHashMap<>();
        for (BoundSensor sensor : sensors.takingDocuments()) {
            Facts facts = Outcome.of(() -> sensor.service().sense(target)).facts();
            if (facts != null) {
                said.put(sensor.name(), facts);
            }
        }
        return publisher.state(base(target).overlaid(overlaid(said)));
    }

    /** Fails as {@link #accept} does. */
    State preview(ToolDocument document) {
        Map<String, Preview> previews = ask(sensor -> sensor.preview(document));
        Target target = best(previews).target();
        Map<String, Facts> said = new LinkedHashMap<>();
        previews.forEach((name, preview) -> said.put(name, preview.facts()));
        Optional<TargetSlots> slots = target.session().isPresent()
                ? target.session()
                        .flatMap(workspaces::session)
                        .map(session -> session.place().slots())
                : workspaces.find(target.workspace()).map(WorkspaceAgent::slots);
        Facts own = slots.map(known -> known.facts(Scope.SESSION, said)).orElseGet(() -> overlaid(said));
        return publisher.state(base(target).overlaid(own));
    }

    private Facts base(Target target) {
        return workspaces
                .find(target.workspace())
                .map(agent -> agent.states().base())
                .orElse(Facts.NONE);
    }

    private static Facts overlaid(Map<String, Facts> bestFirst) {
        List<Facts> each = new ArrayList<>(bestFirst.values());
        Facts facts = Facts.NONE;
        for (int i = each.size() - 1; i >= 0; i--) {
            facts = facts.overlaid(each.get(i));
        }
        return facts;
    }

    /** The answers of the sensors that take documents, by name, best first; one that fails is left out. */
    private <T> Map<String, T> ask(Function<DocumentSensor, T> question) {
        Map<String, T> answers = new LinkedHashMap<>();
        for (BoundSensor sensor : sensors.takingDocuments()) {
            try {
                sensor.documents().map(question).ifPresent(answer -> answers.put(sensor.name(), answer));
                failing.remove(sensor.name());
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                if (failing.add(sensor.name())) {
                    LOG.warn("Sensor {} failed with a document; it gets the next one", sensor.name(), e);
                }
            }
        }
        return answers;
    }

    private <T> T best(Map<String, T> answers) {
        return answers.values().stream().findFirst().orElseThrow(() -> {
            // a sensor that failed because it was just being taken out is not among these any more
            if (sensors.takingDocuments().isEmpty()) {
                return new NoReadingException("no sensor takes documents of tools: install or start one, such as"
                        + " org.contextagent.sensor.session");
            }
            return new IllegalStateException("the sensors that take documents of tools failed with this one");
        });
    }

    /** Waits for nobody: when documents are being taken in, whoever does that sees to it. */
    private void forget(String session) {
        over.add(session);
        if (oneAtATime.tryLock()) {
            leave();
        }
    }

    private void forgetThoseOver() {
        for (String session : over) {
            over.remove(session);
            // it may have come back meanwhile
            if (workspaces.session(session).isEmpty()) {
                sensors.takingDocuments()
                        .forEach(sensor -> Outcome.of(() -> {
                            sensor.documents().ifPresent(documents -> documents.forget(session));
                            return Facts.NONE;
                        }));
            }
        }
    }
}
