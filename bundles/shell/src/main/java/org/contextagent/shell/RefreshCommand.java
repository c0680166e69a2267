package org.contextagent.shell;

import java.nio.file.Path;
import java.util.Set;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.line.LineRenderer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code refresh}: senses a workspace now and shows its state. */
@Component(service = Command.class)
public final class RefreshCommand implements Command {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Agents agents;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable LineRenderer renderer;

    @Activate
    public RefreshCommand() {}

    RefreshCommand(@Nullable Agents agents, @Nullable LineRenderer renderer) {
        this.agents = agents;
        this.renderer = renderer;
    }

    @Override
    public String name() {
        return "refresh";
    }

    @Override
    public String usage() {
        return "refresh [--json] [--workspace DIR]";
    }

    @Override
    public String summary() {
        return "senses a workspace now and shows its state";
    }

    @Override
    public void run(Call call, Output output) throws CommandException {
        Arguments arguments = Arguments.parse(this, call.arguments(), Set.of("json"), Set.of("workspace"), 0);
        Agents all = Needed.from("org.contextagent.agent", agents);
        Path workspace = Places.choose(
                this,
                call,
                arguments.option("workspace"),
                all.list().stream().map(Agent::workspace).toList());
        Agent agent = all.list().stream()
                .filter(candidate -> candidate.workspace().equals(workspace))
                .findFirst()
                .orElseThrow(() -> new CommandException("the workspace " + Places.shown(workspace) + " was removed"));
        try {
            StateText.write(output, StateText.rendered(renderer, agent.refresh()), arguments.has("json"));
        } catch (NoReadingException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
