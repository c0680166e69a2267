package org.contextagent.statusline.socket;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.text.SafeText;

/** What the first line of a connection asks for. */
sealed interface Request {

    /** The line itself is a tool's document, or is nothing that is known. */
    record Document() implements Request {}

    /**
     * A tool's document follows on the next line.
     *
     * @param directory the caller's folder, if it told one that can be used
     * @param preview the document is not to be kept
     */
    record Line(Optional<Path> directory, boolean preview) implements Request {}

    /** Are you there? */
    record Ping() implements Request {}

    /**
     * A command.
     *
     * @param framed the answer is in frames, not the command's lines as they are
     */
    record Run(String name, List<String> arguments, Optional<Path> directory, boolean framed) implements Request {}

    /** A command that was asked for wrongly. */
    record Wrong(String problem, boolean framed) implements Request {}

    /** Reads requests. For any thread. */
    final class Reader {

        private static final String OP = "op";
        private static final String CWD = "cwd";
        private static final String ARGS = "args";
        private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

        private final JsonFactory json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(ToolDocument.MAX_DEPTH)
                        .maxStringLength(ToolDocument.MAX_STRING)
                        .maxNameLength(ToolDocument.MAX_NAME)
                        .maxNumberLength(ToolDocument.MAX_NUMBER)
                        .build())
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                .build();

        Request read(String line) {
            // most lines are documents; they need not be parsed here
            if (!line.contains("\"op\"")) {
                return new Document();
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            try (JsonParser parser = json.createParser(line)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return new Document();
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    Object value = value(parser);
                    // a number is no name of anything
                    fields.put(name, name.equals(OP) && !parser.hasToken(JsonToken.VALUE_STRING) ? false : value);
                }
                if (parser.nextToken() != null) {
                    return new Document();
                }
            } catch (IOException e) {
                return new Document();
            }
            return fields.remove(OP) instanceof String op ? request(op, fields) : new Document();
        }

        /** Text, a {@link Boolean} (false for null), a list of texts, or this for what no request has. */
        private Object value(JsonParser parser) throws IOException {
            return switch (parser.nextToken()) {
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
                case VALUE_TRUE -> true;
                case VALUE_FALSE, VALUE_NULL -> false;
                case START_ARRAY -> texts(parser);
                default -> {
                    parser.skipChildren();
                    yield this;
                }
            };
        }

        private Object texts(JsonParser parser) throws IOException {
            List<String> texts = new ArrayList<>();
            boolean all = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                all &= parser.currentToken().isScalarValue();
                if (all) {
                    texts.add(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return all ? texts : this;
        }

        private static Request request(String op, Map<String, Object> fields) {
            Object cwd = fields.remove(CWD);
            Optional<Path> directory = cwd instanceof String text ? directory(text) : Optional.empty();
            if (op.equals("line")) {
                return new Line(directory, Boolean.TRUE.equals(fields.get("preview")));
            }
            if (op.equals("ping")) {
                return new Ping();
            }
            boolean framed = fields.containsKey(ARGS);
            if (cwd != null && !Boolean.FALSE.equals(cwd) && directory.isEmpty()) {
                return new Wrong("cwd must be an absolute path", framed);
            }
            if (!framed) {
                return options(op, fields, directory);
            }
            if (!(fields.get(ARGS) instanceof List<?> arguments)) {
                return new Wrong("args must be a list of texts", true);
            }
            return new Run(op, arguments.stream().map(String::valueOf).toList(), directory, true);
        }

        private static Request options(String op, Map<String, Object> fields, Optional<Path> directory) {
            List<String> arguments = new ArrayList<>();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                String name = field.getKey();
                if (!OPTION.matcher(name).matches()) {
                    return new Wrong("'" + SafeText.cut(SafeText.line(name), 40) + "' is no name of an option", false);
                }
                if (field.getValue() instanceof String text) {
                    arguments.add("--" + name);
                    arguments.add(text);
                } else if (!(field.getValue() instanceof Boolean flag)) {
                    return new Wrong("the option " + SafeText.cut(name, 40) + " must be text, a number or true", false);
                } else if (flag) {
                    arguments.add("--" + name);
                }
            }
            arguments.add("--json");
            return new Run(op, arguments, directory, false);
        }

        private static Optional<Path> directory(String text) {
            try {
                return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }
    }
}
