package org.contextagent.statusline;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.text.SafeText;

/** What a template can show of a state. */
enum Placeholder {
    MODEL(state ->
            state.model().map(SafeText::line).filter(model -> !model.isBlank()).orElse(SensorDocument.MODEL)),
    NAME(state -> state.workspaceName().orElse("")),
    BRANCH(Placeholder::branch),
    USAGE(state -> usage(state, "%")),
    PCT(state -> usage(state, "")),
    PATH(state -> state.workspacePath().orElse("")),
    SESSION(state -> state.facts().text(Fact.SESSION_NAME).or(state::sessionId).orElse("")),
    OPERATION(Placeholder::operation),
    STALE(Placeholder::stale);

    /** Most columns of one value. */
    static final int MAX_COLUMNS = 60;

    private static final int SHORT_COMMIT = 7;
    private static final String STALE_PREFIX = Fact.STALE + ".";

    private final Function<State, String> value;

    Placeholder(Function<State, String> value) {
        this.value = value;
    }

    /** How it is written in a template, without the braces. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Placeholder> ofKey(String key) {
        for (Placeholder placeholder : values()) {
            if (placeholder.key().equals(key)) {
                return Optional.of(placeholder);
            }
        }
        return Optional.empty();
    }

    /** The value, safe to print and of a bounded width; empty where the state has none. */
    String of(State state) {
        return SafeText.cut(SafeText.line(value.apply(state)), MAX_COLUMNS);
    }

    private static String branch(State state) {
        Facts facts = state.facts();
        // who tells whether a repository is bare also tells where its work tree is; inside of .git there is none
        boolean hasNoTree = facts.flag(Fact.GIT_BARE)
                || facts.get(Fact.GIT_BARE).isPresent()
                        && facts.text(Fact.GIT_ROOT).isEmpty();
        if (!facts.flag(Fact.GIT_IS_REPO) || hasNoTree) {
            return "";
        }
        return state.branch().orElseGet(() -> facts.flag(Fact.GIT_DETACHED) ? detached(facts) : "");
    }

    private static String detached(Facts facts) {
        return facts.text(Fact.GIT_TAG)
                .map(tag -> "#" + tag)
                .or(() -> facts.text(Fact.GIT_COMMIT)
                        .map(commit -> "@" + commit.substring(0, Math.min(SHORT_COMMIT, commit.length()))))
                .orElse("");
    }

    private static String usage(State state, String unit) {
        OptionalLong percent = state.usagePct();
        OptionalLong used = state.facts().number(Fact.TOKENS_USED);
        if (percent.isEmpty() || (used.isPresent() ? used.getAsLong() : percent.getAsLong()) <= 0) {
            return "";
        }
        String earlier = unit.isEmpty() || state.facts().text(Fact.USAGE_AS_OF).isEmpty() ? "" : "~";
        return earlier + percent.getAsLong() + unit;
    }

    private static String operation(State state) {
        Facts facts = state.facts();
        OptionalLong step = facts.number(Fact.GIT_OPERATION_STEP);
        OptionalLong steps = facts.number(Fact.GIT_OPERATION_STEPS);
        String progress = step.isPresent() && steps.isPresent() ? " " + step.getAsLong() + "/" + steps.getAsLong() : "";
        return facts.text(Fact.GIT_OPERATION).map(name -> name + progress).orElse("");
    }

    private static String stale(State state) {
        return state.facts().asMap().tailMap(STALE_PREFIX).keySet().stream()
                .takeWhile(name -> name.startsWith(STALE_PREFIX))
                .map(name -> name.substring(STALE_PREFIX.length()))
                .collect(Collectors.joining(","));
    }
}
