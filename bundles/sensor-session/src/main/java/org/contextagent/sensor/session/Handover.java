package org.contextagent.sensor.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.StateKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what is known from one sensor to the next, when this bundle is updated or taken out and put in again: the old one
 * leaves it in a file, the new one takes it from there. Only within one process; what was known before a restart is old news.
 */
final class Handover {

    /** Name of the file in the agent's folder of states. */
    static final String FILE = "sessions.handover";

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final int VERSION = 1;
    private static final FileAttribute<?> FOLDER_FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE_FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;
    private final String process;

    Handover(Path file) {
        this(file, thisProcess());
    }

    Handover(Path file, String process) {
        this.file = file;
        this.process = process;
    }

    private static String thisProcess() {
        ProcessHandle handle = ProcessHandle.current();
        return handle.pid() + "@"
                + handle.info().startInstant().map(Instant::toString).orElse("");
    }

    void leave(Map<StateKey, Known> known) {
        if (known.isEmpty()) {
            return;
        }
        List<Map<String, Object>> entries = new ArrayList<>();
        known.forEach((key, value) -> entries.add(entry(key, value)));
        try {
            write(json.writeValueAsBytes(Map.of("version", VERSION, "process", process, "known", entries)));
        } catch (IOException e) {
            LOG.warn(
                    "What is known of the sessions is lost until their next documents: it could not be left for the next"
                            + " version of this bundle",
                    e);
        }
    }

    /** Whole or not at all, for the owner alone. */
    private void write(byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, FOLDER_FOR_OWNER);
        }
        Path whole = Files.createTempFile(folder, "." + file.getFileName(), "", FILE_FOR_OWNER);
        try {
            Files.write(whole, content);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** What was left, in the order in which it was left; it can be taken once. */
    Map<StateKey, Known> take() {
        Map<StateKey, Known> known = new LinkedHashMap<>();
        try {
            if (!Files.exists(file)) {
                return known;
            }
            Map<?, ?> content = json.readValue(file.toFile(), Map.class);
            Files.delete(file);
            if (Integer.valueOf(VERSION).equals(content.get("version"))
                    && process.equals(content.get("process"))
                    && content.get("known") instanceof List<?> entries) {
                for (Object entry : entries) {
                    take((Map<?, ?>) entry, known);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("What the last sensor left cannot be read", e);
        }
        return known;
    }

    private static Map<String, Object> entry(StateKey key, Known known) {
        Map<String, Object> entry = new HashMap<>();
        entry.put("kind", key.kind().name());
        entry.put("id", key.id());
        entry.put("folder", known.folder().toString());
        known.model().ifPresent(model -> {
            entry.put("model", model.name());
            model.id().ifPresent(id -> entry.put("model_id", id));
        });
        known.window().ifPresent(size -> entry.put("window", size));
        known.usage().ifPresent(told -> {
            told.usage().tokens().ifPresent(tokens -> entry.put("tokens", tokens));
            told.usage().percent().ifPresent(percent -> entry.put("percent", percent));
            entry.put("told_window", told.window());
            entry.put("told_at", told.at().toString());
        });
        entry.put("usage_is_old", known.usageIsOld());
        entry.put("more", known.more().toDocument());
        return entry;
    }

    @SuppressWarnings("unchecked")
    private static void take(Map<?, ?> entry, Map<StateKey, Known> known) {
        StateKey key = new StateKey(StateKey.Kind.valueOf(text(entry, "kind")), text(entry, "id"));
        Optional<Model> model = Optional.ofNullable((String) entry.get("model"))
                .map(name -> new Model(name, Optional.ofNullable((String) entry.get("model_id"))));
        Optional<Usage.Told> usage = Optional.ofNullable(entry.get("told_at"))
                .map(at -> new Usage.Told(
                        new Usage(number(entry.get("tokens")), number(entry.get("percent"))),
                        number(entry.get("told_window")).orElseThrow(),
                        Instant.parse((String) at)));
        known.put(
                key,
                new Known(
                        Path.of(text(entry, "folder")),
                        model,
                        number(entry.get("window")),
                        usage,
                        Boolean.TRUE.equals(entry.get("usage_is_old")),
                        Facts.fromDocument((Map<String, Object>) entry.get("more"))));
    }

    private static String text(Map<?, ?> entry, String name) {
        return (String) entry.get(name);
    }

    private static OptionalLong number(@Nullable Object value) {
        return value instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }
}
