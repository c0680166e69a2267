package org.contextagent.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.contextagent.api.text.SafeText;

/** Documents as JSON on one line, safe for a terminal. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String line(Map<String, ?> document) {
        try {
            return SafeText.json(MAPPER.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a document of maps, lists, text, numbers and booleans", e);
        }
    }
}
