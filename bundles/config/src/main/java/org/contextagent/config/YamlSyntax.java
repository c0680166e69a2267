package org.contextagent.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 text, within limits. */
final class YamlSyntax {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    private YamlSyntax() {}

    /**
     * The one mapping that the text holds; nothing but comments is an empty one.
     *
     * @throws ConfigFileException with line and column when it is not well formed, or when it is no mapping
     */
    static Map<String, Object> parse(String text) throws ConfigFileException {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(ConfigFile.MAX_BYTES)
                .build();
        try {
            checkDepth(settings, text);
            return mapping(new Load(settings).loadFromString(text));
        } catch (MarkedYamlEngineException malformed) {
            Optional<Mark> mark = malformed.getProblemMark().or(malformed::getContextMark);
            throw SyntaxProblem.at(
                    "YAML",
                    text,
                    mark.map(Mark::getLine).orElse(0) + 1,
                    mark.map(Mark::getColumn).orElse(0) + 1,
                    String.valueOf(malformed.getProblem()));
        } catch (YamlEngineException malformed) {
            throw new ConfigFileException("it is not well-formed YAML");
        }
    }

    // what builds the values calls itself for each level, what gives the events does not
    private static void checkDepth(LoadSettings settings, String text) throws ConfigFileException {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MAX_DEPTH) {
                throw new ConfigFileException("it is nested deeper than " + MAX_DEPTH + " levels");
            }
        }
    }

    private static Map<String, Object> mapping(Object value) throws ConfigFileException {
        Map<String, Object> mapping = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> mapping.put(String.valueOf(name), member));
        } else if (value != null) {
            throw new ConfigFileException("it is not a mapping; valid are lines of 'option: value'");
        }
        return mapping;
    }
}
