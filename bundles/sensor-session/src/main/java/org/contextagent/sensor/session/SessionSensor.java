package org.contextagent.sensor.session;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.contextagent.api.home.Home;
import org.contextagent.api.sensor.DocumentSensor;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.StateKey;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Senses what AI tools say of themselves in their documents: the well-known facts of the model, the context window and the
 * session, and those of {@link SessionFact}.
 *
 * <p>Everything is in memory: sensing never waits. A document without a session is about the workspace itself and depends on
 * nothing that came before it; in a session, what a document leaves out of model and usage is as it was. At most
 * {@value #MOST} sessions and workspaces are kept, the ones that were not heard of for the longest time go first. An update of
 * this bundle loses nothing of them, nor does taking it out and putting it in again.
 */
// immediate: what is known must outlive the moments in which nobody uses the service
@Component(service = Sensor.class, immediate = true, property = Constants.SERVICE_RANKING + ":Integer=100")
public final class SessionSensor implements DocumentSensor {

    /** How many sessions and workspaces are kept. */
    static final int MOST = 1_000;

    private final DocumentReader reader = new DocumentReader(Document.FIELDS);
    private final ModelNames names = new ModelNames();
    private final Map<StateKey, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong order = new AtomicLong();
    private final Handover handover;
    private final Clock clock;

    private record Kept(Known known, Facts facts, long order) {}

    @Activate
    public SessionSensor() {
        this(Clock.systemUTC(), Home.current().state().resolve(Handover.FILE));
    }

    /** @param handoverFile carries what is known to the sensor that is started after this one */
    SessionSensor(Clock clock, Path handoverFile) {
        this.clock = clock;
        handover = new Handover(handoverFile);
        handover.take().forEach((key, known) -> kept.put(key, entry(key, known)));
    }

    @Deactivate
    void deactivate() {
        Map<StateKey, Known> known = new LinkedHashMap<>();
        kept.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().order()))
                .forEach(entry -> known.put(entry.getKey(), entry.getValue().known()));
        handover.leave(known);
    }

    @Override
    public String name() {
        return "session";
    }

    @Override
    public Accepted accept(ToolDocument json) {
        Document document = read(json);
        if (document.kind() == Document.Kind.STATUS) {
            document.model().ifPresent(names::learn);
        }
        StateKey key = key(document);
        boolean ends = document.kind() == Document.Kind.SESSION_END && !document.helper();
        Instant now = now();
        Kept after = kept.compute(key, (same, before) -> {
            if (before == null && ends) {
                return null;
            }
            return entry(key, Known.after(before == null ? null : before.known(), document, now));
        });
        while (kept.size() > MOST) {
            dropOldest();
        }
        Path folder = after == null ? document.folder() : after.known().folder();
        return new Accepted(
                new Target(folder, document.session()),
                ends && document.session().isPresent());
    }

    @Override
    public Preview preview(ToolDocument json) {
        Document document = read(json);
        Kept before = kept.get(key(document));
        Known after = Known.after(before == null ? null : before.known(), document, now());
        return new Preview(new Target(after.folder(), document.session()), after.facts(document.session()));
    }

    @Override
    public Facts sense(Target target) {
        return find(target).map(Kept::facts).orElse(Facts.NONE);
    }

    @Override
    public void forget(String session) {
        kept.remove(StateKey.session(session));
    }

    private Document read(ToolDocument json) {
        Document document = Document.of(reader.read(json.json()), json.directory());
        return document.kind() == Document.Kind.STATUS
                ? document
                : document.withModel(document.model().map(names::named));
    }

    private static StateKey key(Document document) {
        return new Target(document.folder(), document.session()).key();
    }

    private Optional<Kept> find(Target target) {
        return Optional.ofNullable(kept.get(target.key()));
    }

    private Kept entry(StateKey key, Known known) {
        Optional<String> session = key.isSession() ? Optional.of(key.id()) : Optional.empty();
        return new Kept(known, known.facts(session), order.incrementAndGet());
    }

    private void dropOldest() {
        kept.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().order()))
                .ifPresent(oldest -> kept.remove(oldest.getKey(), oldest.getValue()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
