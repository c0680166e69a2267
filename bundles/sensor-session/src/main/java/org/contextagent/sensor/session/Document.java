package org.contextagent.sensor.session;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextagent.api.state.Facts;

/**
 * A tool's document in our words: Claude Code's status document or one of its hooks', or the plain one of the sensor script
 * ({@code model}, {@code workspace_path}, {@code context_window}).
 *
 * @param kind what it is about
 * @param session the session that it belongs to; nothing: the workspace itself
 * @param helper it comes from a helper inside the session and says nothing of the session itself
 * @param told the folder that it names
 * @param directory the folder that stands in for it
 * @param model the model that it names
 * @param window size of the context window in tokens
 * @param usage how full the window is
 * @param usageUnknown the tool says that it does not know how full it is
 * @param more all other facts
 */
record Document(
        Kind kind,
        Optional<String> session,
        boolean helper,
        Optional<Path> told,
        Path directory,
        Optional<Model> model,
        OptionalLong window,
        Optional<Usage> usage,
        boolean usageUnknown,
        Facts more) {

    enum Kind {
        /** A status document or a plain one: all that the tool has to say now. */
        STATUS,
        SESSION_START,
        /** The session starts again with an empty context window. */
        SESSION_CLEARED,
        FOLDER_CHANGED,
        MODEL_CHANGED,
        /** The window's content is being made smaller; how small, the next answer will tell. */
        COMPACTED,
        SESSION_END,
        /** A sign of life. */
        OTHER
    }

    private static final String EVENT = "hook_event_name";
    private static final String SOURCE = "source";
    private static final String SESSION = "session_id";
    private static final String HELPER = "agent_id";
    private static final String MODEL = "model";
    private static final String TO_MODEL = "to_model";
    private static final String NEW_FOLDER = "new_cwd";
    private static final String CURRENT_FOLDER = "workspace.current_dir";
    private static final String FOLDER = "cwd";
    private static final String PLAIN_FOLDER = "workspace_path";
    private static final String WINDOW_SIZE = "context_window.context_window_size";
    private static final String PLAIN_WINDOW_SIZE = "context_window.max_tokens";
    private static final String USED_PERCENT = "context_window.used_percentage";
    private static final String CURRENT_USAGE = "context_window.current_usage";
    private static final Set<String> CURRENT_USAGE_PARTS = Set.of(
            CURRENT_USAGE + ".input_tokens",
            CURRENT_USAGE + ".cache_creation_input_tokens",
            CURRENT_USAGE + ".cache_read_input_tokens");
    private static final String TOTAL_TOKENS = "context_window.total_input_tokens";
    private static final String PLAIN_TOKENS = "context_window.tokens_used";

    private static final int LONGEST_PATH = 4_096;

    /** The paths of all fields that are read; prompts, tool input and transcripts are not among them. */
    static final Set<String> FIELDS = Stream.of(
                    Stream.of(EVENT, SOURCE, SESSION, HELPER, MODEL, TO_MODEL),
                    Stream.of(MODEL, TO_MODEL).flatMap(model -> Stream.of(model + ".id", model + ".display_name")),
                    Stream.of(NEW_FOLDER, CURRENT_FOLDER, FOLDER, PLAIN_FOLDER),
                    Stream.of(WINDOW_SIZE, PLAIN_WINDOW_SIZE, USED_PERCENT, TOTAL_TOKENS, PLAIN_TOKENS),
                    CURRENT_USAGE_PARTS.stream(),
                    MoreFacts.FIELDS.stream())
            .flatMap(paths -> paths)
            .collect(Collectors.toUnmodifiableSet());

    static Document of(Fields fields, Path directory) {
        Path fallback = directory.toAbsolutePath().normalize();
        Kind kind = kind(fields);
        return new Document(
                kind,
                fields.text(SESSION).flatMap(Texts::session),
                fields.has(HELPER),
                folder(fields, fallback),
                fallback,
                kind == Kind.MODEL_CHANGED ? model(fields, TO_MODEL) : model(fields, MODEL),
                first(fields, WINDOW_SIZE, PLAIN_WINDOW_SIZE),
                usage(fields),
                fields.isNull(USED_PERCENT) && fields.isNull(CURRENT_USAGE),
                MoreFacts.of(fields));
    }

    /** The folder that it names, else the one that stands in. */
    Path folder() {
        return told.orElse(directory);
    }

    Document withModel(Optional<Model> other) {
        return new Document(kind, session, helper, told, directory, other, window, usage, usageUnknown, more);
    }

    private static Kind kind(Fields fields) {
        return switch (fields.text(EVENT).orElse("Status")) {
            case "Status" -> Kind.STATUS;
            case "SessionStart" ->
                switch (fields.text(SOURCE).orElse("")) {
                    case "clear" -> Kind.SESSION_CLEARED;
                    case "compact" -> Kind.COMPACTED;
                    default -> Kind.SESSION_START;
                };
            case "CwdChanged" -> Kind.FOLDER_CHANGED;
            case "PostModelSwitch" -> Kind.MODEL_CHANGED;
            case "PreCompact", "PostCompact" -> Kind.COMPACTED;
            case "SessionEnd" -> Kind.SESSION_END;
            default -> Kind.OTHER;
        };
    }

    private static Optional<Path> folder(Fields fields, Path directory) {
        return Stream.of(NEW_FOLDER, CURRENT_FOLDER, FOLDER, PLAIN_FOLDER)
                .flatMap(path -> fields.text(path).stream())
                .flatMap(text -> path(text, directory).stream())
                .findFirst();
    }

    private static Optional<Path> path(String text, Path directory) {
        if (text.length() > LONGEST_PATH) {
            return Optional.empty();
        }
        try {
            return Optional.of(directory.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Model> model(Fields fields, String at) {
        Optional<String> id = fields.text(at + ".id").map(Texts::fact);
        return fields.text(at + ".display_name")
                .map(Texts::fact)
                .or(() -> id)
                .or(() -> fields.text(at).map(Texts::fact))
                .map(name -> new Model(name, id));
    }

    private static Optional<Usage> usage(Fields fields) {
        OptionalLong tokens = tokens(fields);
        OptionalDouble percent = fields.number(USED_PERCENT);
        if (tokens.isEmpty() && percent.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong whole = percent.isPresent()
                ? OptionalLong.of((long) Math.min(100, percent.getAsDouble()))
                : OptionalLong.empty();
        return Optional.of(new Usage(tokens, whole));
    }

    private static OptionalLong tokens(Fields fields) {
        OptionalLong current = CURRENT_USAGE_PARTS.stream()
                .flatMapToLong(part -> fields.count(part).stream())
                .reduce(Document::sum);
        if (current.isPresent()) {
            return current;
        }
        OptionalLong total = fields.count(TOTAL_TOKENS);
        // a tool that knows neither the current usage nor the percentage counts 0 for want of an answer
        boolean counted = total.isPresent()
                && !(total.getAsLong() == 0 && fields.isNull(USED_PERCENT) && fields.isNull(CURRENT_USAGE));
        return counted ? total : fields.count(PLAIN_TOKENS);
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static OptionalLong first(Fields fields, String path, String otherwise) {
        OptionalLong value = fields.count(path);
        return value.isPresent() ? value : fields.count(otherwise);
    }
}
