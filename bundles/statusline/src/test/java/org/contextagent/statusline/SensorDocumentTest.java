package org.contextagent.statusline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SensorDocumentTest {

    private final SensorDocument document = new SensorDocument();

    private String of(Map<String, ?> facts) {
        return document.of(new State("0.1.0", Facts.of(facts), "", Instant.EPOCH, State.SENSOR_VERSION));
    }

    @Test
    @DisplayName("X3 all fields are there, always and in the same order")
    void all_fields() {
        assertEquals(
                "{\"version\":\"1.0.0\",\"model\":\"M\",\"workspace\":{\"path\":\"/p/n\",\"name\":\"n\",\"git\":{\"is_repo\":"
                        + "true,\"branch\":\"b\"}},\"context_window\":{\"max_tokens\":1000,\"tokens_used\":155,"
                        + "\"usage_pct\":15}}",
                of(Map.of(
                        "model", "M",
                        "workspace.path", "/p/n",
                        "workspace.name", "n",
                        "workspace.git.is_repo", true,
                        "workspace.git.branch", "b",
                        "context_window.max_tokens", 1000,
                        "context_window.tokens_used", 155)));
    }

    @Test
    @DisplayName("X1 what is not known has its default")
    void defaults() {
        assertEquals(
                "{\"version\":\"1.0.0\",\"model\":\"Claude\",\"workspace\":{\"path\":\"\",\"name\":\"\",\"git\":{\"is_repo\":"
                        + "false,\"branch\":null}},\"context_window\":{\"max_tokens\":200000,\"tokens_used\":0,"
                        + "\"usage_pct\":0}}",
                of(Map.of()));
    }

    @Test
    @DisplayName("X4 the percentage is told, or computed and rounded down, and held to 0..100")
    void percentages() {
        assertTrue(of(Map.of("context_window.tokens_used", 3_999)).contains("\"usage_pct\":1}"));
        assertTrue(of(Map.of("context_window.tokens_used", 10, "context_window.max_tokens", 0))
                .contains("\"usage_pct\":0}"));
        assertTrue(of(Map.of("context_window.tokens_used", Long.MAX_VALUE)).contains("\"usage_pct\":100}"));
        assertTrue(of(Map.of("context_window.tokens_used", -1)).contains("\"tokens_used\":0,\"usage_pct\":0}"));
        assertTrue(of(Map.of("context_window.usage_pct", 42)).contains("\"tokens_used\":0,\"usage_pct\":42}"));
    }

    @Test
    @DisplayName("X8 the text is one line that does a terminal no harm and reads back to the same values")
    void hostile_values() throws Exception {
        String model = "a\"\\\n\t\u0000\u001B[31m\u007F\u009B\u2028\u202E\uD800日本🌿";
        String text = of(Map.of("model", model, "workspace.name", model));
        assertTrue(text.codePoints().noneMatch(Character::isISOControl), text);
        assertTrue(text.matches("[^\u2028\u202E\uD800]*"), text);
        assertTrue(text.contains("日本🌿"), text);
        // a fact holds no half of a surrogate pair
        assertEquals(
                model.replace('\uD800', '\uFFFD'),
                new ObjectMapper().readTree(text).get("model").asText());
    }
}
