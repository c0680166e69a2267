package org.contextagent.config;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Settings.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last configurations, kept in a file so that they are there after a restart. For one thread at a time. */
final class History {

    static final int LIMIT = 20;

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final PrivateFile file;
    private final Clock clock;
    private List<Version> newestFirst = List.of();

    History(PrivateFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    void load() {
        try {
            Optional<String> text = file.read();
            if (text.isPresent()) {
                newestFirst = versions(JsonSyntax.parse(text.get()));
            }
        } catch (ConfigFileException | IOException | RuntimeException unusable) {
            // whatever somebody wrote into it, it must not keep the agent from its configuration
            LOG.warn("The history of configurations in {} cannot be used and is begun anew", file.path(), unusable);
            file.setAside();
        }
    }

    List<Version> newestFirst() {
        return newestFirst;
    }

    Optional<Version> newest() {
        return newestFirst.stream().findFirst();
    }

    Optional<Version> find(int number) {
        return newestFirst.stream()
                .filter(version -> version.number() == number)
                .findFirst();
    }

    /** Adds the configuration that is in effect from now on. */
    void add(String source, Map<String, Object> values) {
        List<Version> longer = new ArrayList<>();
        longer.add(new Version(newest().map(Version::number).orElse(0) + 1, clock.instant(), source, values));
        longer.addAll(newestFirst);
        newestFirst = List.copyOf(longer.subList(0, Math.min(LIMIT, longer.size())));
        try {
            file.write(JsonSyntax.write(document()));
        } catch (IOException notKept) {
            LOG.warn("The history of configurations cannot be written to {}", file.path(), notKept);
        }
    }

    private Map<String, Object> document() {
        return Map.of("versions", newestFirst.stream().map(History::document).toList());
    }

    private static Map<String, Object> document(Version version) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("number", version.number());
        document.put("time", version.time().toString());
        document.put("source", version.source());
        document.put("values", version.values());
        return document;
    }

    private static List<Version> versions(Map<String, Object> document) {
        List<Version> versions = new ArrayList<>();
        for (Object entry : (List<?>) document.getOrDefault("versions", List.of())) {
            Map<?, ?> version = (Map<?, ?>) entry;
            versions.add(new Version(
                    ((Number) version.get("number")).intValue(),
                    Instant.parse((String) version.get("time")),
                    (String) version.get("source"),
                    values((Map<?, ?>) version.get("values"))));
        }
        return List.copyOf(versions.subList(0, Math.min(LIMIT, versions.size())));
    }

    // options that are gone since are left out; what is valid today is asked when a version is restored
    private static Map<String, Object> values(Map<?, ?> kept) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Option option : Option.values()) {
            Object value = kept.get(option.key());
            Object typed = value == null || option.isSecret() ? null : OptionValues.typed(option, value);
            if (typed != null) {
                values.put(option.key(), typed);
            }
        }
        return Collections.unmodifiableMap(values);
    }
}
