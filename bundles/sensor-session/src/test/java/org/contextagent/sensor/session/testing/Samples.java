package org.contextagent.sensor.session.testing;

/** Documents as tools send them. */
public final class Samples {

    /** Claude Code's status document. */
    public static final String CLAUDE = """
            {"hook_event_name":"Status","cwd":"/home/dev/my-project","session_id":"3f9a2c1e-7b4d-4e0a-9c55-1d2e8f6a7b90",
             "session_name":"fix-parser","transcript_path":"/home/dev/.claude/projects/-home-dev-my-project/3f9a2c1e.jsonl",
             "model":{"id":"claude-opus-5","display_name":"Claude"},
             "workspace":{"current_dir":"/home/dev/my-project","project_dir":"/home/dev/my-project","added_dirs":[],
               "repo":{"host":"github.com","owner":"acme","name":"my-project"}},
             "version":"2.1.251","output_style":{"name":"default"},
             "cost":{"total_cost_usd":0.4183,"total_duration_ms":845000,"total_api_duration_ms":92300,
               "total_lines_added":156,"total_lines_removed":23},
             "context_window":{"total_input_tokens":26100,"total_output_tokens":1200,"context_window_size":200000,
               "used_percentage":13,"remaining_percentage":87,
               "current_usage":{"input_tokens":2100,"output_tokens":1200,"cache_creation_input_tokens":4000,"cache_read_input_tokens":20000}},
             "exceeds_200k_tokens":false,"effort":{"level":"high"},"thinking":{"enabled":true},
             "rate_limits":{"five_hour":{"used_percentage":23.5,"resets_at":1795433600},"seven_day":{"used_percentage":41.2,"resets_at":1795865600}},
             "pr":{"number":1234,"url":"https://github.com/acme/my-project/pull/1234","review_state":"pending"}}
            """;

    public static final String CLAUDE_SESSION = "3f9a2c1e-7b4d-4e0a-9c55-1d2e8f6a7b90";

    private Samples() {}

    /** Readable JSON: apostrophes stand for quotation marks. */
    public static String json(String text) {
        return text.replace('\'', '"');
    }
}
