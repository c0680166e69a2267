package org.contextagent.sensor.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Makes facts of a script's answer. The fields of the sensor contract become the well-known facts; every other text, number or
 * boolean in the document becomes a fact under {@value #CUSTOM} with its own name, and the status line one under the script's
 * name. For any thread.
 */
final class AnswerReader {

    /** What begins the names of the facts that are a script's own. */
    static final String CUSTOM = "custom.";
    /** The version that the script gives of the contract. */
    static final String SENSOR_VERSION = "sensor_version";

    /** Longest text that becomes a fact, in UTF-16 units. */
    static final int LONGEST_TEXT = 1_000;
    /** How many facts of its own a script may give; what comes after them is left out. */
    static final int MOST_CUSTOM = 200;

    private static final int LONGEST_NAME = 60;
    private static final int DEEPEST = 8;

    /** Begins the paths of fields in objects of the script's own: none of them is a known one. */
    private static final String FOREIGN = "?.";

    private enum Kind {
        TEXT("text"),
        FLAG("true or false"),
        COUNT("a number"),
        PERCENT("a number"),
        OBJECT("an object");

        private final String valid;

        Kind(String valid) {
            this.valid = valid;
        }
    }

    /**
     * @param kind what is valid
     * @param fact the name of its fact; empty where it is none
     */
    private record Known(Kind kind, String fact) {}

    private static final Map<String, Known> KNOWN = Map.ofEntries(
            Map.entry("version", new Known(Kind.TEXT, SENSOR_VERSION)),
            Map.entry("model", new Known(Kind.TEXT, Fact.MODEL)),
            Map.entry("workspace", new Known(Kind.OBJECT, "")),
            // where the workspace is, is not the script's to say
            Map.entry("workspace.path", new Known(Kind.TEXT, "")),
            Map.entry("workspace.name", new Known(Kind.TEXT, Fact.WORKSPACE_NAME)),
            Map.entry("workspace.git", new Known(Kind.OBJECT, "")),
            Map.entry("workspace.git.is_repo", new Known(Kind.FLAG, Fact.GIT_IS_REPO)),
            Map.entry("workspace.git.branch", new Known(Kind.TEXT, Fact.GIT_BRANCH)),
            Map.entry("context_window", new Known(Kind.OBJECT, "")),
            Map.entry("context_window.max_tokens", new Known(Kind.COUNT, Fact.MAX_TOKENS)),
            Map.entry("context_window.tokens_used", new Known(Kind.COUNT, Fact.TOKENS_USED)),
            Map.entry("context_window.usage_pct", new Known(Kind.PERCENT, Fact.USAGE_PCT)));

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

    private final String script;
    private final String lineFact;

    /**
     * @param script the script as a message calls it
     * @param name name of its sensor
     */
    AnswerReader(String script, String name) {
        this.script = script;
        lineFact = CUSTOM + name + ".line";
    }

    /** @throws SensorException when the answer has no JSON object, a broken one, or a known field of a wrong type */
    Facts read(Answer answer) throws SensorException {
        if (answer.error().isBlank()) {
            throw new SensorException(
                    "the sensor script " + script + " wrote nothing to its standard error; valid is one JSON document"
                            + Said.inMessage(answer.output()));
        }
        Facts facts = new Reading(answer.error()).facts();
        String line = Said.cut(Said.firstLine(answer.output()), LONGEST_TEXT);
        return line.isBlank() ? facts : facts.overlaid(Facts.of(Map.of(lineFact, line)));
    }

    /** One document on its way to facts. */
    private final class Reading {

        private final String text;
        private final Facts.Builder known = Facts.builder();
        private Facts custom = Facts.NONE;

        Reading(String text) {
            this.text = text;
        }

        Facts facts() throws SensorException {
            try (JsonParser parser = json.createParser(text)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw malformed("it is no JSON object");
                }
                object(parser, "", CUSTOM, 1);
                if (parser.nextToken() != null) {
                    throw malformed("something follows the JSON object");
                }
            } catch (JsonProcessingException e) {
                throw malformed(place(e.getLocation()) + e.getOriginalMessage());
            } catch (IOException e) {
                throw new IllegalStateException("a text in memory cannot be read", e);
            }
            return custom.overlaid(known.build());
        }

        private void object(JsonParser parser, String path, String factPath, int depth)
                throws IOException, SensorException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String field = path + name;
                String fact = factPath + segment(name);
                JsonToken value = parser.nextToken();
                Known meant = name.indexOf('.') < 0 ? KNOWN.get(field) : null;
                if (value == JsonToken.VALUE_NULL) {
                    continue;
                }
                if (meant != null && !isOf(meant.kind(), value)) {
                    throw malformed("'" + field + "' is not " + meant.kind().valid);
                }
                if (value == JsonToken.START_OBJECT && depth < DEEPEST) {
                    object(parser, meant == null ? FOREIGN : field + ".", fact + ".", depth + 1);
                } else if (value.isStructStart()) {
                    parser.skipChildren();
                } else if (meant == null) {
                    addCustom(fact, scalar(parser, value));
                } else if (!meant.fact().isEmpty()) {
                    addKnown(meant, scalar(parser, value));
                }
            }
        }

        private void addKnown(Known meant, Optional<Object> value) {
            known.put(
                    meant.fact(),
                    value.map(given -> switch (meant.kind()) {
                                case COUNT -> count(given);
                                case PERCENT -> Math.min(100, count(given));
                                default -> given;
                            })
                            .orElse(null));
        }

        private void addCustom(String name, Optional<Object> value) {
            if (value.isPresent()
                    && name.length() <= Facts.MAX_NAME
                    && custom.asMap().size() < MOST_CUSTOM) {
                custom = custom.overlaid(Facts.of(Map.of(name, value.get())));
            }
        }

        private SensorException malformed(String what) {
            return new SensorException("the sensor script " + script
                    + " wrote no valid JSON document to its standard error: " + Said.cut(SafeText.line(what), 300)
                    + Said.inMessage(text));
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private static boolean isOf(Kind kind, JsonToken value) {
        return switch (kind) {
            case TEXT -> value == JsonToken.VALUE_STRING;
            case FLAG -> value.isBoolean();
            case COUNT, PERCENT -> value.isNumeric();
            case OBJECT -> value == JsonToken.START_OBJECT;
        };
    }

    /** The value as a fact holds it; nothing for blank text and numbers that are none. */
    private static Optional<Object> scalar(JsonParser parser, JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_STRING ->
                Optional.<Object>of(Said.cut(parser.getText(), LONGEST_TEXT))
                        .filter(text -> !((String) text).isBlank());
            case VALUE_TRUE, VALUE_FALSE -> Optional.of(parser.getBooleanValue());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> Optional.of(parser.getLongValue());
                    default -> Optional.of(parser.getDoubleValue());
                };
            default -> Optional.<Object>of(parser.getDoubleValue()).filter(number -> Double.isFinite((Double) number));
        };
    }

    private static long count(Object number) {
        return Math.max(0, ((Number) number).longValue());
    }

    /** A field's name as a part of the name of a fact: lower-case letters, digits, {@code _} and {@code -}. */
    private static String segment(String name) {
        String lower = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        String valid = lower.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
        return valid.isEmpty() || valid.charAt(0) == '-' ? "_" + valid : valid;
    }
}
