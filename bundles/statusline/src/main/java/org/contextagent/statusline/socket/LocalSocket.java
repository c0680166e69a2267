package org.contextagent.statusline.socket;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.command.Command;
import org.contextagent.api.home.Home;
import org.contextagent.api.line.LineRenderer;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the local socket while the bundle runs; what is away is waited for, never needed to start. */
@Component(immediate = true, service = StatusSource.class)
public final class LocalSocket implements StatusSource {

    private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);

    /** Nothing when the socket cannot be served. */
    private final @Nullable Server server;

    private final String problem;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Command> commands = List.of();

    @Activate
    public LocalSocket(BundleContext context, @Reference(name = "renderer") LineRenderer renderer) {
        this(
                Home.current(),
                Path.of(System.getProperty("user.home")),
                context.getBundle().getVersion().toString(),
                renderer,
                Limits.STANDARD);
    }

    LocalSocket(Home home, Path userHome, String version, LineRenderer renderer, Limits limits) {
        Server started = null;
        String reason = "";
        try {
            started = new Server(home, userHome, version, renderer, () -> commands, limits);
        } catch (RunFolderException e) {
            reason = Optional.ofNullable(e.getMessage()).orElse("");
            LOG.warn("The local socket is not served, status lines are worked out without the agent. {}", reason);
        }
        server = started;
        problem = reason;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAgents(Agents agents) {
        if (server != null) {
            server.documents().agentsCame(agents);
        }
    }

    void unbindAgents(Agents agents) {
        if (server != null) {
            server.documents().agentsWent(agents);
        }
    }

    @Deactivate
    void deactivate() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public String name() {
        return "statusline";
    }

    @Override
    public Status status() {
        return server == null ? new Status(Status.Level.CRITICAL, problem, Map.of()) : status(server);
    }

    private static Status status(Server server) {
        Counters counters = server.counters();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("socket", server.socket().map(Path::toString).orElse(""));
        details.put("port", server.port());
        details.put("announced", server.isAnnounced());
        details.put("requests", counters.answers().count());
        details.put("latency_p50_us", counters.answers().micros(0.5));
        details.put("latency_p99_us", counters.answers().micros(0.99));
        details.put("commands", counters.commands().sum());
        details.put("refused", counters.refused().sum());
        details.put("pending_documents", server.documents().kept());
        return server.socketProblem()
                .map(problem -> new Status(Status.Level.WARN, problem, details))
                .orElseGet(() -> new Status(
                        Status.Level.OK,
                        server.documents().agents().isPresent()
                                ? "answers status lines"
                                : "waits for the agent; status lines are worked out without it",
                        details));
    }
}
