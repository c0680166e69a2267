package org.contextagent.api.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of the agent: name, kind, default and what is valid.
 *
 * <p>Their effective values are the properties, under the options' names, of the one ConfigAdmin configuration with the PID
 * {@value #PID}; components name that PID and read from it. Secrets are not in it: {@link Settings#secret} gives them.
 */
public enum Option {
    POLLING_INTERVAL(Kind.SECONDS, 5.0, "a number of seconds above 0"),
    CONTEXT_THRESHOLD(Kind.INTEGER, 80L, "a whole number from 0 to 100"),
    SENSOR_TIMEOUT(Kind.SECONDS, 5.0, "a number of seconds above 0"),
    WORKSPACE_PATH(Kind.TEXT, null, "an existing directory"),
    SENSOR_PATH(Kind.TEXT, null, "an executable file"),
    ENABLE_ZERODB(Kind.BOOLEAN, false, "true, 1, yes, on, false, 0, no or off"),
    ZERODB_API_KEY(Kind.SECRET, null, "text"),
    ZERODB_PROJECT_ID(Kind.TEXT, null, "text"),
    ZERODB_API_URL(Kind.TEXT, "https://api.ainative.studio", "an http or https URL"),
    ZERODB_ENABLE_LOGGING(Kind.BOOLEAN, true, "true, 1, yes, on, false, 0, no or off"),
    ZERODB_BATCH_SIZE(Kind.INTEGER, 100L, "a whole number from 1 to 1000"),
    ZERODB_FLUSH_INTERVAL(Kind.SECONDS, 5.0, "a number of seconds above 0"),
    LOG_LEVEL(Kind.TEXT, "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    LOG_FORMAT(Kind.TEXT, "json", "json or text"),
    SESSION_TIMEOUT(Kind.SECONDS, 7200.0, "a number of seconds above 0"),
    STATUS_LINE_FORMAT(
            Kind.TEXT,
            "[{model}]{? 📁 {name}}{? 🌿 {branch}}{? | 📊 {usage}}",
            "a template, see docs/configuration.md");

    /** The PID of the configuration that holds the effective values. */
    public static final String PID = "org.contextagent";

    /** What stands in place of a secret wherever configuration is shown. */
    public static final String REDACTED = "***REDACTED***";

    /** The kinds of values; the value of each is of the Java type that is named. */
    public enum Kind {
        /** {@link Double}, seconds. */
        SECONDS,
        /** {@link Long}. */
        INTEGER,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link String}. */
        TEXT,
        /** {@link String} that is never shown. */
        SECRET
    }

    private final Kind kind;
    private final @Nullable Object defaultValue;
    private final String valid;

    Option(Kind kind, @Nullable Object defaultValue, String valid) {
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.valid = valid;
    }

    /** The name in files, properties and commands: {@code polling_interval}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The environment variable: {@code CONTEXT_AGENT_POLLING_INTERVAL}. */
    public String variable() {
        return "CONTEXT_AGENT_" + name();
    }

    public Kind kind() {
        return kind;
    }

    public boolean isSecret() {
        return kind == Kind.SECRET;
    }

    /** The value when no layer sets one; nothing for options that are unset then. */
    public Optional<Object> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** What is valid, for a message to a person. */
    public String valid() {
        return valid;
    }

    public static Optional<Option> ofKey(String key) {
        return Arrays.stream(values())
                .filter(option -> option.key().equals(key))
                .findFirst();
    }
}
