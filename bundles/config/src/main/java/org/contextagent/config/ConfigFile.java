package org.contextagent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.text.SafeText;

/** Reads a configuration file: one mapping of the options' names to their values. */
final class ConfigFile {

    /** The largest file that is read, in bytes. */
    static final int MAX_BYTES = 1_000_000;

    private ConfigFile() {}

    /**
     * The checked values of the options that the file sets; an option whose value is null is not set.
     *
     * @throws ConfigFileException when it cannot be used, with every reason
     */
    static Map<Option, Object> read(Path file) throws ConfigFileException {
        String ending = ending(file);
        return switch (ending) {
            case ".json" -> checked(JsonSyntax.parse(text(file)));
            case ".yaml", ".yml" -> checked(YamlSyntax.parse(text(file)));
            default ->
                throw new ConfigFileException(
                        "unsupported file format '" + SafeText.line(ending) + "'; valid are .json, .yaml and .yml");
        };
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }

    private static String text(Path file) throws ConfigFileException {
        if (!Files.exists(file)) {
            throw new ConfigFileException("the file does not exist");
        }
        // a pipe would be waited for, and could not be read a second time
        if (!Files.isRegularFile(file)) {
            throw new ConfigFileException("it is not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigFileException("it is larger than " + MAX_BYTES + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (body.isBlank()) {
                throw new ConfigFileException("it is empty; valid is a mapping of option names to values");
            }
            return body;
        } catch (CharacterCodingException notUtf8) {
            throw new ConfigFileException("it is not UTF-8 text");
        } catch (AccessDeniedException denied) {
            throw new ConfigFileException("it cannot be read: permission denied");
        } catch (IOException unreadable) {
            throw new ConfigFileException(
                    "it cannot be read: " + SafeText.line(String.valueOf(unreadable.getMessage())));
        }
    }

    private static Map<Option, Object> checked(Map<String, Object> mapping) throws ConfigFileException {
        Map<Option, Object> values = new EnumMap<>(Option.class);
        List<String> problems = new ArrayList<>();
        mapping.forEach((name, value) -> {
            Optional<Option> option = Option.ofKey(name);
            if (option.isEmpty()) {
                problems.add(Nearest.message(name));
            } else if (value != null) {
                try {
                    values.put(option.get(), OptionValues.ofFile(option.get(), value));
                } catch (InvalidValueException invalid) {
                    problems.add(invalid.getMessage());
                }
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigFileException(problems);
        }
        return values;
    }
}
