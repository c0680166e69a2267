package org.contextagent.sensor.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.contextagent.api.sensor.ToolDocument;

/**
 * Reads the fields that are asked for out of a JSON object and skips the rest without keeping it: neither prompt text nor what
 * a tool read or wrote is ever held. For any thread.
 */
final class DocumentReader {

    // no recycling: a buffer that waits for its next use in a foreign thread would outlive this bundle; no table of
    // names:
    // foreign names must not fill it. NaN is what some writers of JSON make of a division by zero.
    private final JsonFactory json = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ToolDocument.MAX_DEPTH)
                    .maxStringLength(ToolDocument.MAX_STRING)
                    .maxNameLength(ToolDocument.MAX_NAME)
                    .maxNumberLength(ToolDocument.MAX_NUMBER)
                    .maxDocumentLength(ToolDocument.MAX_BYTES)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private final Set<String> wanted;
    private final Set<String> parents = new HashSet<>();

    /** @param wanted paths of the fields to read, dotted as they nest */
    DocumentReader(Set<String> wanted) {
        this.wanted = Set.copyOf(wanted);
        for (String path : wanted) {
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                parents.add(path.substring(0, dot));
            }
        }
    }

    /** The wanted fields; {@link Fields#NONE} for text that is not exactly one JSON object or passes a limit. */
    Fields read(String text) {
        if (text.length() > ToolDocument.MAX_BYTES) {
            return Fields.NONE;
        }
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Fields.NONE;
            }
            Map<String, Object> values = new HashMap<>();
            readObject(parser, "", values);
            return parser.nextToken() == null ? new Fields(values) : Fields.NONE;
        } catch (IOException e) {
            return Fields.NONE;
        }
    }

    // recursion ends with the deepest wanted path
    private void readObject(JsonParser parser, String prefix, Map<String, Object> values) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String path = prefix + name;
            JsonToken value = parser.nextToken();
            boolean parent = parents.contains(path);
            if (name.indexOf('.') >= 0 || !(parent || wanted.contains(path))) {
                parser.skipChildren();
                continue;
            }
            // of a field that is there twice the last one counts, whatever the first one held
            values.remove(path);
            if (parent) {
                values.keySet().removeIf(key -> key.startsWith(path + "."));
            }
            switch (value) {
                case START_OBJECT -> {
                    if (parent) {
                        readObject(parser, path + ".", values);
                    } else {
                        parser.skipChildren();
                    }
                }
                case VALUE_STRING -> values.put(path, parser.getText());
                case VALUE_TRUE, VALUE_FALSE -> values.put(path, parser.getBooleanValue());
                case VALUE_NULL -> values.put(path, Fields.NULL);
                case VALUE_NUMBER_INT -> values.put(path, whole(parser));
                case VALUE_NUMBER_FLOAT -> values.put(path, parser.getDoubleValue());
                default -> parser.skipChildren();
            }
        }
    }

    private static Object whole(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
        };
    }
}
