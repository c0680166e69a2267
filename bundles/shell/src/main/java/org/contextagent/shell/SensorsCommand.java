package org.contextagent.shell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code sensors}: each sensor with the age of its last good reading and its failures. */
@Component(service = Command.class)
public final class SensorsCommand implements Command {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Agents agents;

    @Activate
    public SensorsCommand() {}

    SensorsCommand(@Nullable Agents agents) {
        this.agents = agents;
    }

    @Override
    public String name() {
        return "sensors";
    }

    @Override
    public String usage() {
        return "sensors [--json]";
    }

    @Override
    public String summary() {
        return "each sensor with the age of its last good reading and its failures";
    }

    @Override
    public void run(Call call, Output output) throws CommandException {
        Arguments arguments = Arguments.parse(this, call.arguments(), Set.of("json"), Set.of(), 0);
        Instant now = Clock.systemUTC().instant();
        for (SensorStatus status : Needed.from("org.contextagent.agent", agents).sensors()) {
            output.line(arguments.has("json") ? Json.line(document(status, now)) : text(status, now));
        }
    }

    /** A sensor's status as a document: ages and durations in seconds. */
    static Map<String, @Nullable Object> document(SensorStatus status, Instant now) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("sensor", status.sensor());
        document.put("workspace", status.target().workspace().toString());
        document.put("session_id", status.target().session().orElse(null));
        document.put("last_good", status.lastGood().map(Instant::toString).orElse(null));
        document.put(
                "age_seconds",
                status.lastGood().map(at -> seconds(Duration.between(at, now))).orElse(null));
        document.put(
                "duration_seconds",
                status.lastDuration().map(SensorsCommand::seconds).orElse(null));
        document.put("failures", status.failures());
        document.put("problem", status.problem().orElse(null));
        document.put("hanging", status.hanging());
        return document;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String text(SensorStatus status, Instant now) {
        String age = status.lastGood()
                .map(at -> String.format("%6.1f s ago", seconds(Duration.between(at, now))))
                .orElse("       never");
        String took = status.lastDuration()
                .map(duration -> String.format("%8.2f ms", duration.toNanos() / 1e6))
                .orElse("          -");
        Optional<String> session = status.target().session();
        return String.format("%-12s %s %s  ", SafeText.line(status.sensor()), age, took)
                + Places.shown(status.target().workspace())
                + session.map(id -> "  session " + SafeText.line(id)).orElse("")
                + (status.hanging() ? "  HANGS" : "")
                + status.problem()
                        .map(problem -> "  " + status.failures() + " failed: " + SafeText.line(problem))
                        .orElse("");
    }
}
