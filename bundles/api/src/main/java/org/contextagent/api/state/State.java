package org.contextagent.api.state;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One normalised, immutable state: what is known of a workspace, or of a session in it, at one moment.
 *
 * <p>A state may be partial: every fact may be missing. Token counts below 0 become 0, the percentage is held to 0..100 and
 * is computed where only the counts are there. Facts under a name that the document keeps for itself, such as
 * {@code display}, are left out.
 *
 * @param agentVersion version of the agent that made it
 * @param facts all that is known
 * @param display the status line for it, empty where nobody rendered one
 * @param lastUpdated when it was made
 * @param sensorVersion version of the sensor contract that its facts keep
 */
public record State(String agentVersion, Facts facts, String display, Instant lastUpdated, String sensorVersion) {

    /** The {@code agent_type} of every state document. */
    public static final String AGENT_TYPE = "context";

    /** The sensor contract of this version of the API. */
    public static final String SENSOR_VERSION = "1.0.0";

    private static final Set<String> OWN_NAMES =
            Set.of("agent_type", "agent_version", "display", "last_updated", "sensor_version");

    public State {
        facts = normalised(withoutOwnNames(facts));
    }

    private static Facts withoutOwnNames(Facts facts) {
        if (facts.asMap().keySet().stream().noneMatch(State::isOwnName)) {
            return facts;
        }
        Facts.Builder others = Facts.builder();
        facts.asMap().forEach((name, value) -> {
            if (!isOwnName(name)) {
                others.put(name, value);
            }
        });
        return others.build();
    }

    private static boolean isOwnName(String name) {
        int dot = name.indexOf('.');
        return OWN_NAMES.contains(dot < 0 ? name : name.substring(0, dot));
    }

    private static Facts normalised(Facts facts) {
        OptionalLong max = facts.number(Fact.MAX_TOKENS);
        OptionalLong used = facts.number(Fact.TOKENS_USED);
        OptionalLong pct = facts.number(Fact.USAGE_PCT);
        if (max.isEmpty() && used.isEmpty() && pct.isEmpty()) {
            return facts;
        }
        ContextWindow computed = ContextWindow.of(max.orElse(0), used.orElse(0));
        Facts.Builder fixed = Facts.builder();
        max.ifPresent(value -> fixed.put(Fact.MAX_TOKENS, computed.maxTokens()));
        used.ifPresent(value -> fixed.put(Fact.TOKENS_USED, computed.tokensUsed()));
        if (pct.isPresent()) {
            fixed.put(Fact.USAGE_PCT, Math.max(0, Math.min(100, pct.getAsLong())));
        } else if (max.isPresent() && used.isPresent()) {
            fixed.put(Fact.USAGE_PCT, computed.usagePct());
        }
        Facts normalised = facts.overlaid(fixed.build());
        return normalised.equals(facts) ? facts : normalised;
    }

    public Optional<String> model() {
        return facts.text(Fact.MODEL);
    }

    public Optional<String> workspacePath() {
        return facts.text(Fact.WORKSPACE_PATH);
    }

    public Optional<String> workspaceName() {
        return facts.text(Fact.WORKSPACE_NAME);
    }

    public Optional<String> branch() {
        return facts.text(Fact.GIT_BRANCH);
    }

    public Optional<String> sessionId() {
        return facts.text(Fact.SESSION_ID);
    }

    public OptionalLong usagePct() {
        return facts.number(Fact.USAGE_PCT);
    }

    /** The same state with another status line. */
    public State withDisplay(String line) {
        return new State(agentVersion, facts, line, lastUpdated, sensorVersion);
    }

    /** Whether any fact differs; the time and the status line do not count. */
    public boolean differsFrom(State other) {
        return !facts.equals(other.facts);
    }

    /** The state as a nested document for any JSON writer; {@link #fromDocument} reads it back to an equal state. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("agent_type", AGENT_TYPE);
        document.put("agent_version", agentVersion);
        document.putAll(facts.toDocument());
        document.put("display", display);
        document.put("last_updated", lastUpdated.toString());
        document.put("sensor_version", sensorVersion);
        return document;
    }

    /**
     * The state that a document tells of.
     *
     * @throws IllegalArgumentException when it is no state document, with the reason
     */
    public static State fromDocument(Map<String, ?> document) {
        Map<String, Object> rest = new LinkedHashMap<>(document);
        if (!AGENT_TYPE.equals(rest.remove("agent_type"))) {
            throw new IllegalArgumentException("not a state document: agent_type is not '" + AGENT_TYPE + "'");
        }
        String version = text(rest, "agent_version");
        String display = text(rest, "display");
        String updated = text(rest, "last_updated");
        String sensorVersion = text(rest, "sensor_version");
        try {
            return new State(version, Facts.fromDocument(rest), display, Instant.parse(updated), sensorVersion);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a state document: last_updated is not ISO 8601: " + updated, e);
        }
    }

    private static String text(Map<String, Object> document, String name) {
        if (document.remove(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("not a state document: no text at " + name);
    }
}
