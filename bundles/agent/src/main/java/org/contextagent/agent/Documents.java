package org.contextagent.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final Parts parts;
    private final BoundSensors sensors;
    private final Workspaces workspaces;
    private final Publisher publisher;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

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

    /** @throws NoReadingException when no sensor takes the document */
    State accept(ToolDocument document) {
        Target target;
        Optional<Place> place;
        enter();
        try {
            Accepted accepted = best(ask(sensor -> sensor.accept(document)));
            target = accepted.target();
            if (accepted.ended() && target.session().isPresent()) {
                return end(target, target.session().get());
            }
            place = place(target);
        } finally {
            oneAtATime.unlock();
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
        WorkspaceAgent.await(
                place.slots().lookAtDocuments(), parts.options().get().sensorTimeout());
        if (place.session().isPresent()) {
            return publisher.publish(place.session().get(), true);
        }
        publisher.publish(place.home());
        return place.home().state();
    }

    private State end(Target target, String id) {
        Optional<Session> known = workspaces.session(id);
        if (known.isEmpty()) {
            State last = passing(target);
            forget(id);
            return last;
        }
        Session session = known.get();
        State last = tell(new Place(session.place().home(), known));
        workspaces.drop(session);
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

    /** @throws NoReadingException when no sensor takes the document */
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
            } catch (RuntimeException | LinkageError e) {
                if (failing.add(sensor.name())) {
                    LOG.warn("Sensor {} failed with a document; it gets the next one", sensor.name(), e);
                }
            }
        }
        return answers;
    }

    private static <T> T best(Map<String, T> answers) {
        return answers.values().stream()
                .findFirst()
                .orElseThrow(() -> new NoReadingException("no sensor takes documents of tools: install or start"
                        + " one, such as org.contextagent.sensor.session"));
    }

    private void forget(String session) {
        enter();
        try {
            // it may have come back meanwhile
            if (workspaces.session(session).isEmpty()) {
                sensors.takingDocuments()
                        .forEach(sensor -> Outcome.of(() -> {
                            sensor.documents().ifPresent(documents -> documents.forget(session));
                            return Facts.NONE;
                        }));
            }
        } finally {
            oneAtATime.unlock();
        }
    }
}
