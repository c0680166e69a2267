package org.contextagent.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.line.LineRenderer;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.state.StateStore;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code state}: the state of a workspace or a session as it is remembered; senses nothing. */
@Component(service = Command.class)
public final class StateCommand implements Command {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable StateStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable LineRenderer renderer;

    @Activate
    public StateCommand() {}

    StateCommand(@Nullable StateStore store, @Nullable LineRenderer renderer) {
        this.store = store;
        this.renderer = renderer;
    }

    @Override
    public String name() {
        return "state";
    }

    @Override
    public String usage() {
        return "state [--json] [--workspace DIR] [--session ID]";
    }

    @Override
    public String summary() {
        return "the state of a workspace or a session";
    }

    @Override
    public void run(Call call, Output output) throws CommandException {
        Arguments arguments =
                Arguments.parse(this, call.arguments(), Set.of("json"), Set.of("workspace", "session"), 0);
        StateStore states = Needed.from("org.contextagent.state", store);
        boolean json = arguments.has("json");
        Optional<String> session = arguments.option("session");
        if (session.isPresent()) {
            write(output, ofSession(states, session.get()), json);
            return;
        }
        List<Path> workspaces = states.keys().stream()
                .filter(key -> !key.isSession())
                .map(key -> Path.of(key.id()))
                .toList();
        Path workspace = Places.choose(this, call, arguments.option("workspace"), workspaces);
        State state = states.current(StateKey.workspace(workspace))
                .orElseThrow(() -> new CommandException("no state of " + Places.shown(workspace) + " yet; try again"));
        write(output, state, json);
        if (!json) {
            writeSessions(output, states, workspace);
        }
    }

    private void write(Output output, State state, boolean json) {
        StateText.write(output, StateText.rendered(renderer, state), json);
    }

    private static State ofSession(StateStore states, String id) throws CommandException {
        if (!id.isEmpty()) {
            Optional<State> state = states.current(StateKey.session(id));
            if (state.isPresent()) {
                return state.get();
            }
        }
        List<String> known = states.keys().stream()
                .filter(StateKey::isSession)
                .map(key -> SafeText.line(key.id()))
                .sorted()
                .toList();
        throw new CommandException("no session '" + SafeText.line(id) + "'; "
                + (known.isEmpty() ? "there is none" : "there are " + String.join(", ", known)));
    }

    private void writeSessions(Output output, StateStore states, Path workspace) {
        states.keys().stream()
                .filter(StateKey::isSession)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .forEach(key -> states.current(key)
                        .filter(state -> state.workspacePath().equals(Optional.of(workspace.toString())))
                        .ifPresent(state -> output.line("session " + SafeText.line(key.id()) + "  "
                                + SafeText.line(
                                        StateText.rendered(renderer, state).display()))));
    }
}
