package org.contextagent.sensor.git.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between git's names, which are bytes, and paths and text of Java. */
public final class RawPath {

    private static final int MOST_ENTRIES = 10_000;

    private RawPath() {}

    /** The text of raw bytes; what is not UTF-8 is replaced. */
    public static String text(String raw) {
        return new String(bytes(raw), StandardCharsets.UTF_8);
    }

    /**
     * The path that raw bytes name, from a folder on; nothing where no path of this machine can have that name. Names that
     * Java cannot express are looked up in their folder.
     */
    public static Optional<Path> resolve(Path folder, String raw, Trail trail) throws IOException {
        if (raw.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Optional<Path> plain = plain(folder, raw);
        if (plain.isPresent()) {
            return plain;
        }
        Path at = raw.startsWith("/") ? folder.getRoot() : folder;
        for (String part : raw.split("/+")) {
            if (!part.isEmpty()) {
                Path parent = at;
                Optional<Path> next = plain(parent, part);
                at = next.isPresent() ? next.get() : listed(parent, part, trail);
                if (at == null) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(at);
    }

    private static Optional<Path> plain(Path folder, String raw) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(raw)))
                    .toString();
            return Optional.of(folder.resolve(text));
        } catch (CharacterCodingException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Path listed(Path folder, String raw, Trail trail) throws IOException {
        for (Path entry : trail.entries(folder, MOST_ENTRIES)) {
            if (rawName(entry).equals(raw)) {
                return entry;
            }
        }
        return null;
    }

    /** The bytes of the last part of a path; a path's URI holds them as they are. */
    public static String rawName(Path path) {
        Path name = path.getFileName();
        String text = name.toString();
        if (text.chars().allMatch(c -> c > 0 && c < 0x80)) {
            return text;
        }
        String uri = path.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        return decoded(uri.substring(uri.lastIndexOf('/', end - 1) + 1, end));
    }

    private static String decoded(String part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) == '%') {
                bytes.write(Integer.parseInt(part.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(part.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }
}
