package org.contextagent.shell;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code workspace}: adds, removes and lists the folders that are sensed. */
@Component(service = Command.class)
public final class WorkspaceCommand implements Command {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Agents agents;

    @Activate
    public WorkspaceCommand() {}

    WorkspaceCommand(@Nullable Agents agents) {
        this.agents = agents;
    }

    @Override
    public String name() {
        return "workspace";
    }

    @Override
    public String usage() {
        return "workspace add|remove|list [--json] [DIR]";
    }

    @Override
    public String summary() {
        return "adds, removes or lists the folders that are sensed";
    }

    @Override
    public void run(Call call, Output output) throws CommandException {
        Arguments arguments = Arguments.parse(this, call.arguments(), Set.of("json"), Set.of(), 2);
        Agents all = Needed.from("org.contextagent.agent", agents);
        List<String> rest = arguments.rest();
        String verb = rest.isEmpty() ? "list" : rest.get(0);
        Path folder = rest.size() < 2 ? call.directory().normalize() : Places.resolve(this, call, rest.get(1));
        switch (verb) {
            case "add" -> add(all, folder, output);
            case "remove" -> remove(all, folder, output);
            case "list" -> list(all, arguments.has("json"), output);
            default -> throw Arguments.usage(this, "unknown verb '" + verb + "'");
        }
    }

    private void add(Agents all, Path folder, Output output) throws CommandException {
        try {
            output.line("workspace " + Places.shown(all.add(folder).workspace()));
        } catch (IllegalArgumentException e) {
            throw new CommandException(SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    private void remove(Agents all, Path folder, Output output) throws CommandException {
        if (!all.remove(folder)) {
            throw new CommandException("no workspace " + Places.shown(folder)
                    + "; 'context-agent workspace list' shows the ones there are");
        }
        output.line("removed " + Places.shown(folder));
    }

    private static void list(Agents all, boolean json, Output output) {
        for (Agent agent : all.list()) {
            if (json) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("path", agent.workspace().toString());
                document.put("running", agent.isRunning());
                output.line(Json.line(document));
            } else {
                output.line(Places.shown(agent.workspace()) + (agent.isRunning() ? "" : "  (stopped)"));
            }
        }
    }
}
