package org.contextagent.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes JSON text, within limits. */
final class JsonSyntax {

    private static final int MAX_DEPTH = 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .maxStringLength(ConfigFile.MAX_BYTES)
                            .maxDocumentLength(ConfigFile.MAX_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private JsonSyntax() {}

    /**
     * The one object that the text holds.
     *
     * @throws ConfigFileException with line and column when it is not well formed, or when it is no object
     */
    static Map<String, Object> parse(String text) throws ConfigFileException {
        Object value;
        try {
            value = MAPPER.readValue(text, Object.class);
        } catch (JsonProcessingException malformed) {
            throw problem(text, malformed);
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw new ConfigFileException("it is not a mapping; valid is an object of option names and values");
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        object.forEach((name, member) -> mapping.put(String.valueOf(name), member));
        return mapping;
    }

    private static ConfigFileException problem(String text, JacksonException malformed) {
        JsonLocation location = malformed.getLocation();
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        int column = location == null ? 1 : Math.max(1, location.getColumnNr());
        String reason = String.valueOf(malformed.getOriginalMessage())
                .replaceAll("\\(start marker at \\[[^]]*line: (\\d+), column: (\\d+)]\\)", "of line $1, column $2")
                .replaceAll("^Trailing token.*", "there is more after its end");
        return SyntaxProblem.at("JSON", text, line, column, reason);
    }

    /** The text of an object of strings, numbers, booleans, lists and objects of these. */
    static String write(Map<String, ?> object) {
        try {
            return MAPPER.writeValueAsString(object) + "\n";
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("not a value of JSON", unwritable);
        }
    }
}
