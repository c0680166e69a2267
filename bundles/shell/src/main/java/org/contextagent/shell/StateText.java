package org.contextagent.shell;

import java.util.Map;
import java.util.Optional;
import org.contextagent.api.command.Command;
import org.contextagent.api.line.LineRenderer;
import org.contextagent.api.state.State;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;

/** A state for a person or, as JSON, for a program. */
final class StateText {

    private StateText() {}

    /** With its status line, where something renders one. */
    static State rendered(@Nullable LineRenderer renderer, State state) {
        return renderer == null ? state : state.withDisplay(renderer.render(state));
    }

    static void write(Command.Output output, State state, boolean json) {
        if (json) {
            output.line(Json.line(state.toDocument()));
            return;
        }
        if (!state.display().isEmpty()) {
            output.line(SafeText.line(state.display()));
        }
        for (Map.Entry<String, Object> fact : state.facts().asMap().entrySet()) {
            output.line(String.format("  %-30s %s", fact.getKey(), SafeText.line(String.valueOf(fact.getValue()))));
        }
        output.line(String.format("  %-30s %s", "last_updated", state.lastUpdated()));
    }

    /** Where the state's folder is, for a line that names it. */
    static String place(State state) {
        return SafeText.line(Optional.of(state).flatMap(State::workspacePath).orElse("?"));
    }
}
