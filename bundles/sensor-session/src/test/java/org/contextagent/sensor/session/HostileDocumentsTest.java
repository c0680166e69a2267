package org.contextagent.sensor.session;

import static org.contextagent.sensor.session.testing.Sessions.DIRECTORY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.contextagent.api.sensor.DocumentSensor.Accepted;
import org.contextagent.api.sensor.DocumentSensor.Preview;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.session.testing.HostileDocuments;
import org.contextagent.sensor.session.testing.Samples;
import org.contextagent.sensor.session.testing.SettableClock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class HostileDocumentsTest {

    private static final int DOCUMENTS = 2_000;
    private static final TypeReference<Map<String, Object>> DOCUMENT = new TypeReference<>() {};

    private final ObjectMapper mapper = new ObjectMapper();
    private final SettableClock clock = new SettableClock();

    @Test
    @DisplayName("X5 X7 X8 S2 S3 whatever a document holds, its facts are valid and the same each time")
    void hostile_documents_give_valid_facts(TestReporter reporter) throws Exception {
        long seed = Long.getLong("contextagent.test.seed", System.nanoTime());
        reporter.publishEntry("seed", Long.toString(seed));
        HostileDocuments documents = new HostileDocuments(new Random(seed));
        SessionSensor longLived = Started.sensor(clock);

        for (int i = 0; i < DOCUMENTS; i++) {
            String json = documents.next();
            try {
                check(json, Started.sensor(clock));
                check(json, longLived);
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed " + seed + ", document " + i + ": " + json.substring(0, Math.min(2_000, json.length())),
                        e);
            }
        }
    }

    @Test
    @DisplayName("X5 S2 a document that is cut at any byte gives valid facts")
    void a_document_that_is_cut_anywhere_gives_valid_facts() throws Exception {
        byte[] whole = Samples.CLAUDE.strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            String json = new String(whole, 0, length, StandardCharsets.UTF_8);
            SessionSensor sensor = Started.sensor(clock);
            check(json, sensor);
            assertEquals(
                    Optional.of("Claude"),
                    sensor.preview(new ToolDocument(json, DIRECTORY)).facts().text(Fact.MODEL));
        }
    }

    private void check(String json, SessionSensor sensor) throws Exception {
        ToolDocument document = new ToolDocument(json, DIRECTORY);
        Preview preview = sensor.preview(document);
        Accepted accepted = sensor.accept(document);
        Facts facts = sensor.sense(accepted.target());

        checkValid(facts);
        assertTrue(accepted.target().workspace().isAbsolute());
        accepted.target().session().ifPresent(HostileDocumentsTest::checkSession);
        assertEquals(preview.target(), accepted.target());
        if (!accepted.ended()) {
            assertEquals(preview.facts(), facts);
            assertEquals(accepted.target().session(), facts.text(Fact.SESSION_ID));
        }
        assertEquals(accepted, sensor.accept(document));
        assertEquals(facts, sensor.sense(accepted.target()));
    }

    private void checkValid(Facts facts) throws Exception {
        byte[] written = mapper.writeValueAsBytes(facts.toDocument());
        assertEquals(facts, Facts.fromDocument(mapper.readValue(written, DOCUMENT)));
        facts.number(Fact.USAGE_PCT).ifPresent(percent -> assertTrue(percent >= 0 && percent <= 100));
        facts.asMap().forEach((name, value) -> {
            if (value instanceof Number number) {
                assertTrue(number.doubleValue() >= 0, name);
            } else if (value instanceof String text) {
                assertTrue(text.length() <= 1_000, name);
            }
        });
    }

    private static void checkSession(String id) {
        assertTrue(!id.isEmpty() && id.length() <= 200, id);
        assertEquals(id, id.strip());
        assertTrue(id.codePoints().noneMatch(Character::isISOControl), id);
    }
}
