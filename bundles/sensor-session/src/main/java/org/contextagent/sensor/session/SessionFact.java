package org.contextagent.sensor.session;

/** The facts of this sensor beside the well-known ones of {@link org.contextagent.api.state.Fact}; none is ever renamed. */
final class SessionFact {

    /** Version of the tool; text. */
    static final String TOOL_VERSION = "session.tool_version";
    /** How hard the model is asked to think; text. */
    static final String EFFORT = "session.effort";
    /** Whether extended thinking is on; boolean. */
    static final String THINKING = "session.thinking";
    /** Name of the output style; text. */
    static final String OUTPUT_STYLE = "session.output_style";
    /** Name of the linked work tree that the tool works in; text. */
    static final String WORKTREE_NAME = "session.worktree.name";
    /** Branch of that work tree; text. */
    static final String WORKTREE_BRANCH = "session.worktree.branch";

    /** What the session cost so far, in US dollars; decimal number. */
    static final String COST_USD = "cost.total_usd";
    /** Lines that the session added; number. */
    static final String LINES_ADDED = "cost.lines_added";
    /** Lines that the session removed; number. */
    static final String LINES_REMOVED = "cost.lines_removed";

    /** Used part of the limit of five hours, in percent; decimal number. */
    static final String FIVE_HOUR_PCT = "rate_limits.five_hour.used_pct";
    /** When the limit of five hours starts anew, in seconds since 1970 (UTC); number. */
    static final String FIVE_HOUR_RESETS = "rate_limits.five_hour.resets_at";
    /** Used part of the limit of seven days, in percent; decimal number. */
    static final String SEVEN_DAY_PCT = "rate_limits.seven_day.used_pct";
    /** When the limit of seven days starts anew, in seconds since 1970 (UTC); number. */
    static final String SEVEN_DAY_RESETS = "rate_limits.seven_day.resets_at";

    /** Number of the pull request of the branch; number. */
    static final String PR_NUMBER = "pr.number";
    /** Its address; text. */
    static final String PR_URL = "pr.url";
    /** How its review stands; text. */
    static final String PR_REVIEW_STATE = "pr.review_state";

    private SessionFact() {}
}
