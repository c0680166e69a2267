package org.contextagent.api.state;

/**
 * The names of the well-known facts, dotted as they nest in the state document. Sensors may add facts of their own under
 * other names; a name that is here keeps its meaning for ever.
 */
public final class Fact {

    /** The model as a person calls it; text. */
    public static final String MODEL = "model";
    /** The tool's own identifier of the model; text. */
    public static final String MODEL_ID = "model_id";

    /** Absolute path of the folder that is worked in; text. */
    public static final String WORKSPACE_PATH = "workspace.path";
    /** Last part of the path; missing when the folder does not exist; text. */
    public static final String WORKSPACE_NAME = "workspace.name";
    /** Root of the project that the folder belongs to, by the nearest marker; text. */
    public static final String WORKSPACE_PROJECT = "workspace.project";

    /** Whether the folder belongs to a git repository; boolean. */
    public static final String GIT_IS_REPO = "workspace.git.is_repo";
    /** Short name of the branch, also when it is unborn; missing when HEAD is detached; text. */
    public static final String GIT_BRANCH = "workspace.git.branch";
    /** HEAD points at a commit, not at a branch; boolean. */
    public static final String GIT_DETACHED = "workspace.git.detached";
    /** The branch has no commit yet; boolean. */
    public static final String GIT_UNBORN = "workspace.git.unborn";
    /** The full object id that HEAD resolves to; text. */
    public static final String GIT_COMMIT = "workspace.git.commit";
    /** A tag that points at a detached HEAD; text. */
    public static final String GIT_TAG = "workspace.git.tag";
    /**
     * {@code merge}, {@code rebase}, {@code am}, {@code cherry-pick}, {@code revert} or {@code bisect}, while one is in progress; text.
     */
    public static final String GIT_OPERATION = "workspace.git.operation";
    /** The step that the operation is at, from 1; number. */
    public static final String GIT_OPERATION_STEP = "workspace.git.operation_step";
    /** How many steps the operation has; number. */
    public static final String GIT_OPERATION_STEPS = "workspace.git.operation_steps";
    /** Short name of the branch that a rebase in progress moves, while HEAD is detached; text. */
    public static final String GIT_REBASING = "workspace.git.rebasing";
    /** The repository has no work tree; boolean. */
    public static final String GIT_BARE = "workspace.git.bare";
    /** The work tree is a linked one ({@code git worktree add}); boolean. */
    public static final String GIT_WORKTREE = "workspace.git.worktree";
    /** The repository is a submodule of another; boolean. */
    public static final String GIT_SUBMODULE = "workspace.git.submodule";
    /** Top folder of the work tree; text. */
    public static final String GIT_ROOT = "workspace.git.root";

    /** Size of the model's context window in tokens; number. */
    public static final String MAX_TOKENS = "context_window.max_tokens";
    /** Tokens of the context window in use; number. */
    public static final String TOKENS_USED = "context_window.tokens_used";
    /** Used part of the context window in whole percent, 0 to 100; number. */
    public static final String USAGE_PCT = "context_window.usage_pct";
    /** When the usage was last told, in ISO 8601, while the tool tells none and the last known one stands in; text. */
    public static final String USAGE_AS_OF = "context_window.as_of";

    /** The tool's identifier of the session; text. */
    public static final String SESSION_ID = "session.id";
    /** The session's name; text. */
    public static final String SESSION_NAME = "session.name";

    /** Under this name, by sensor, why its last good reading is an old one: {@code stale.git}; text. */
    public static final String STALE = "stale";

    private Fact() {}
}
