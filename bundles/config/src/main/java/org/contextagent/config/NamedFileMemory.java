package org.contextagent.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the named file gave last in the life of this framework. With it, an update of this bundle while the file is broken does
 * not take the configuration from an agent that runs. Secrets are not kept.
 */
final class NamedFileMemory {

    private static final Logger LOG = LoggerFactory.getLogger(NamedFileMemory.class);

    private final PrivateFile file;
    private final Path named;
    private final String framework;
    private Map<String, Object> kept = Map.of();

    /** @param framework tells one start of a framework from every other */
    NamedFileMemory(PrivateFile file, Path named, String framework) {
        this.file = file;
        this.named = named;
        this.framework = framework;
    }

    Optional<LayerValues> recall() {
        try {
            Optional<String> text = file.read();
            if (text.isPresent()) {
                Map<String, Object> document = JsonSyntax.parse(text.get());
                if (framework.equals(document.get("framework"))
                        && named.toString().equals(document.get("file"))
                        && document.get("values") instanceof Map<?, ?> values) {
                    kept = document;
                    return Optional.of(FileLayer.valuesOf(named, typed(values)));
                }
            }
        } catch (ConfigFileException | IOException unusable) {
            LOG.debug("{} cannot be used", file.path(), unusable);
        }
        return Optional.empty();
    }

    private static Map<Option, Object> typed(Map<?, ?> values) {
        Map<Option, Object> typed = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            Object value = values.get(option.key());
            Object known = value == null ? null : OptionValues.typed(option, value);
            if (known != null) {
                typed.put(option, known);
            }
        }
        return typed;
    }

    void remember(LayerValues given) {
        Map<String, Object> values = new HashMap<>();
        given.values().forEach((option, value) -> {
            if (!option.isSecret()) {
                values.put(option.key(), value);
            }
        });
        Map<String, Object> document = Map.of("framework", framework, "file", named.toString(), "values", values);
        if (!document.equals(kept)) {
            kept = document;
            try {
                file.write(JsonSyntax.write(document));
            } catch (IOException notKept) {
                LOG.debug("{} cannot be written", file.path(), notKept);
            }
        }
    }
}
