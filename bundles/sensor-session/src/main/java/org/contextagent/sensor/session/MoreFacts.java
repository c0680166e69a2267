package org.contextagent.sensor.session;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;

/**
 * The facts that are taken over one field for one fact. Durations are left out: they differ in each document, and each document
 * would be a change.
 */
final class MoreFacts {

    private static final Map<String, String> TEXTS = Map.of(
            "session_name", Fact.SESSION_NAME,
            "version", SessionFact.TOOL_VERSION,
            "output_style.name", SessionFact.OUTPUT_STYLE,
            "effort.level", SessionFact.EFFORT,
            "worktree.name", SessionFact.WORKTREE_NAME,
            "worktree.branch", SessionFact.WORKTREE_BRANCH,
            "pr.url", SessionFact.PR_URL,
            "pr.review_state", SessionFact.PR_REVIEW_STATE);

    private static final Map<String, String> COUNTS = Map.of(
            "cost.total_lines_added", SessionFact.LINES_ADDED,
            "cost.total_lines_removed", SessionFact.LINES_REMOVED,
            "rate_limits.five_hour.resets_at", SessionFact.FIVE_HOUR_RESETS,
            "rate_limits.seven_day.resets_at", SessionFact.SEVEN_DAY_RESETS,
            "pr.number", SessionFact.PR_NUMBER);

    private static final Map<String, String> DECIMALS = Map.of(
            "cost.total_cost_usd", SessionFact.COST_USD,
            "rate_limits.five_hour.used_percentage", SessionFact.FIVE_HOUR_PCT,
            "rate_limits.seven_day.used_percentage", SessionFact.SEVEN_DAY_PCT);

    private static final String THINKING = "thinking.enabled";
    private static final String GIT_WORKTREE = "workspace.git_worktree";

    /** The fields that are read. */
    static final Set<String> FIELDS = Stream.of(
                    TEXTS.keySet().stream(),
                    COUNTS.keySet().stream(),
                    DECIMALS.keySet().stream(),
                    Stream.of(THINKING, GIT_WORKTREE))
            .flatMap(paths -> paths)
            .collect(Collectors.toUnmodifiableSet());

    private MoreFacts() {}

    static Facts of(Fields fields) {
        Facts.Builder facts = Facts.builder();
        fields.text(GIT_WORKTREE).map(Texts::fact).ifPresent(name -> facts.put(SessionFact.WORKTREE_NAME, name));
        TEXTS.forEach((path, name) -> fields.text(path).map(Texts::fact).ifPresent(text -> facts.put(name, text)));
        COUNTS.forEach((path, name) -> fields.count(path).ifPresent(count -> facts.put(name, count)));
        DECIMALS.forEach((path, name) -> fields.number(path).ifPresent(number -> facts.put(name, number)));
        fields.flag(THINKING).ifPresent(on -> facts.put(SessionFact.THINKING, on));
        return facts.build();
    }
}
