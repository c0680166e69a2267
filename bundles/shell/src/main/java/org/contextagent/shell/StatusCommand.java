package org.contextagent.shell;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code status}: version, uptime, bundles, workspaces, sessions, sensors and how each part does. */
@Component(service = Command.class)
public final class StatusCommand implements Command {

    private static final String OURS = "org.contextagent.";

    private final BundleContext context;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Agents agents;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<StatusSource> sources = List.of();

    @Activate
    public StatusCommand(BundleContext context) {
        this.context = context;
    }

    StatusCommand(BundleContext context, @Nullable Agents agents, List<StatusSource> sources) {
        this.context = context;
        this.agents = agents;
        this.sources = sources;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String usage() {
        return "status [--json]";
    }

    @Override
    public String summary() {
        return "version, uptime, bundles, workspaces, sessions, sensors and how each part does";
    }

    @Override
    public void run(Call call, Output output) throws CommandException {
        Arguments arguments = Arguments.parse(this, call.arguments(), Set.of("json"), Set.of(), 0);
        Map<String, @Nullable Object> document = document(Instant.now());
        if (arguments.has("json")) {
            output.line(Json.line(document));
        } else {
            write(document, output);
        }
    }

    private Map<String, @Nullable Object> document(Instant now) {
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        Agents all = agents;
        Map<String, Object> parts = parts();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("version", context.getBundle().getVersion().toString());
        document.put("pid", ProcessHandle.current().pid());
        document.put("started_at", started.toString());
        document.put("uptime_seconds", Duration.between(started, now).toSeconds());
        document.put("health", worst(parts));
        document.put("bundles", bundles());
        document.put(
                "workspaces",
                all == null
                        ? List.of()
                        : all.list().stream()
                                .map(Agent::workspace)
                                .map(Object::toString)
                                .toList());
        document.put(
                "sessions",
                all == null
                        ? List.of()
                        : all.sessions().stream().map(StatusCommand::session).toList());
        document.put(
                "sensors",
                all == null
                        ? List.of()
                        : all.sensors().stream()
                                .map(status -> SensorsCommand.document(status, now))
                                .toList());
        document.put("parts", parts);
        return document;
    }

    private static Map<String, String> session(Target session) {
        Map<String, String> document = new LinkedHashMap<>();
        document.put("id", session.session().orElse(""));
        document.put("workspace", session.workspace().toString());
        return document;
    }

    private List<Map<String, String>> bundles() {
        return Stream.of(context.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith(OURS))
                .sorted(Comparator.comparing(Bundle::getSymbolicName))
                .map(bundle -> {
                    Map<String, String> document = new LinkedHashMap<>();
                    document.put("name", bundle.getSymbolicName());
                    document.put("version", bundle.getVersion().toString());
                    document.put("state", state(bundle));
                    return document;
                })
                .toList();
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.INSTALLED -> "installed";
            default -> "uninstalled";
        };
    }

    private Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        sources.stream().sorted(Comparator.comparing(StatusSource::name)).forEach(source -> {
            Status status = ask(source);
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("level", status.level().name());
            document.put("message", status.message());
            document.put("details", status.details());
            parts.put(source.name(), document);
        });
        return parts;
    }

    private static Status ask(StatusSource source) {
        try {
            return source.status();
        } catch (RuntimeException | LinkageError e) {
            // the bundle may be going away in the middle of this
            return new Status(Status.Level.CRITICAL, "cannot say how it does: " + e, Map.of());
        }
    }

    private static String worst(Map<String, Object> parts) {
        return parts.values().stream()
                .map(part -> Status.Level.valueOf(String.valueOf(((Map<?, ?>) part).get("level"))))
                .max(Comparator.naturalOrder())
                .orElse(Status.Level.OK)
                .name();
    }

    private static void write(Map<String, @Nullable Object> document, Output output) {
        output.line("context agent " + document.get("version") + ", process " + document.get("pid") + ", up "
                + Duration.ofSeconds((Long) document.getOrDefault("uptime_seconds", 0L))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .substring(2)
                        .toLowerCase(java.util.Locale.ROOT)
                + ", health " + document.get("health"));
        ((Map<?, ?>) document.getOrDefault("parts", Map.of())).forEach((name, part) -> {
            Map<?, ?> values = (Map<?, ?>) part;
            output.line(String.format("  %-12s %-8s ", SafeText.line((String) name), values.get("level"))
                    + SafeText.line(String.valueOf(values.get("message"))));
        });
        list(document, "bundles", output);
        list(document, "workspaces", output);
        list(document, "sessions", output);
        output.line("sensors: " + ((List<?>) document.getOrDefault("sensors", List.of())).size()
                + " readings; 'context-agent sensors' lists them");
    }

    private static void list(Map<String, @Nullable Object> document, String name, Output output) {
        List<?> rows = (List<?>) document.getOrDefault(name, List.of());
        output.line(name + ": " + rows.size());
        for (Object row : rows) {
            output.line("  "
                    + SafeText.line(
                            row instanceof Map<?, ?> map
                                    ? String.join(
                                            "  ",
                                            map.values().stream()
                                                    .map(String::valueOf)
                                                    .toList())
                                    : String.valueOf(row)));
        }
    }
}
