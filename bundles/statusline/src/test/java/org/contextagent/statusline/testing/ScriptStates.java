package org.contextagent.statusline.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.ContextWindow;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;

/** What the sensors make of a first status document, written down once more and as plainly as can be. */
public final class ScriptStates {

    private static final int LONGEST_MODEL = 1_000;
    private static final int LONGEST_PATH = 4_096;

    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(ToolDocument.MAX_DEPTH)
                            .maxStringLength(ToolDocument.MAX_STRING)
                            .maxNameLength(ToolDocument.MAX_NAME)
                            .maxNumberLength(ToolDocument.MAX_NUMBER)
                            .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public State of(ToolDocument document) {
        JsonNode root = read(document.json());
        Facts.Builder facts = Facts.builder();
        facts.put(Fact.MODEL, model(root));
        Path folder = folder(root, document.directory());
        facts.put(Fact.WORKSPACE_PATH, folder.toString());
        if (Files.exists(folder)) {
            facts.put(
                    Fact.WORKSPACE_NAME,
                    folder.getFileName() == null ? "" : folder.getFileName().toString());
            git(folder, facts);
        }
        usage(root.path("context_window"), facts);
        return new State("0.1.0", facts.build(), "", Instant.EPOCH, State.SENSOR_VERSION);
    }

    private JsonNode read(String text) {
        try {
            JsonNode root = json.readTree(text);
            return root.isObject() ? root : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String model(JsonNode root) {
        JsonNode model = root.path("model");
        return text(model.path("display_name"))
                .or(() -> text(model.path("id")))
                .or(() -> text(model))
                .map(name -> name.substring(0, end(name)))
                .map(name -> name.replaceAll("[\\uD800-\\uDFFF]", "\uFFFD"))
                .orElse("Claude");
    }

    private static int end(String name) {
        if (name.length() <= LONGEST_MODEL) {
            return name.length();
        }
        return Character.isHighSurrogate(name.charAt(LONGEST_MODEL - 1)) ? LONGEST_MODEL - 1 : LONGEST_MODEL;
    }

    private static Path folder(JsonNode root, Path directory) {
        return Stream.of(
                        root.path("new_cwd"),
                        root.path("workspace").path("current_dir"),
                        root.path("cwd"),
                        root.path("workspace_path"))
                .flatMap(node -> text(node).stream())
                .flatMap(text -> path(text, directory).stream())
                .findFirst()
                .orElse(directory.normalize());
    }

    private static Optional<Path> path(String text, Path directory) {
        try {
            return text.length() > LONGEST_PATH
                    ? Optional.empty()
                    : Optional.of(directory.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static OptionalDouble number(JsonNode node) {
        double number = Double.NaN;
        if (node.isNumber()) {
            number = node.doubleValue();
        } else if (node.isTextual() && node.textValue().length() <= ToolDocument.MAX_NUMBER) {
            try {
                number = Double.parseDouble(node.textValue());
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }
        return Double.isFinite(number) ? OptionalDouble.of(Math.max(0, number)) : OptionalDouble.empty();
    }

    private static OptionalLong count(JsonNode node) {
        if (node.isLong() || node.isInt()) {
            return OptionalLong.of(Math.max(0, node.longValue()));
        }
        OptionalDouble number = number(node);
        return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
    }

    private static void usage(JsonNode window, Facts.Builder facts) {
        OptionalLong max = first(count(window.path("context_window_size")), count(window.path("max_tokens")));
        long size = max.orElse(ContextWindow.DEFAULT_MAX_TOKENS);
        JsonNode current = window.path("current_usage");
        OptionalLong tokens = Stream.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
                .flatMapToLong(part -> count(current.path(part)).stream())
                .reduce((one, other) -> one + other < 0 ? Long.MAX_VALUE : one + other);
        if (tokens.isEmpty()) {
            OptionalLong total = count(window.path("total_input_tokens"));
            boolean unknown = window.path("used_percentage").isNull() && current.isNull() && total.orElse(1) == 0;
            tokens = first(unknown ? OptionalLong.empty() : total, count(window.path("tokens_used")));
        }
        OptionalDouble percent = number(window.path("used_percentage"));
        facts.put(Fact.MAX_TOKENS, size);
        tokens.ifPresent(used -> facts.put(Fact.TOKENS_USED, used));
        if (percent.isPresent()) {
            facts.put(Fact.USAGE_PCT, (long) Math.min(100, percent.getAsDouble()));
        } else if (tokens.isPresent()) {
            facts.put(Fact.USAGE_PCT, ContextWindow.of(size, tokens.getAsLong()).usagePct());
        }
    }

    private static OptionalLong first(OptionalLong one, OptionalLong other) {
        return one.isPresent() ? one : other;
    }

    /** Plain repositories alone: {@code HEAD} names a branch or holds a commit that no tag points at. */
    private static void git(Path folder, Facts.Builder facts) {
        try {
            for (Path at = folder.toRealPath(); at != null; at = at.getParent()) {
                Path head = at.resolve(".git/HEAD");
                if (Files.isRegularFile(head)) {
                    facts.put(Fact.GIT_IS_REPO, true);
                    String held = new String(Files.readAllBytes(head), StandardCharsets.UTF_8)
                            .replaceFirst("[\\t-\\r\\x1C-\\x20]+$", "");
                    if (held.startsWith("ref: refs/heads/")) {
                        facts.put(Fact.GIT_BRANCH, held.substring("ref: refs/heads/".length()));
                    } else {
                        facts.put(Fact.GIT_DETACHED, true).put(Fact.GIT_COMMIT, held);
                    }
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
