package org.contextagent.sensor.git.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Everything in a folder in one word: names, kinds, sizes, times, targets of links and contents of files that are not huge. */
public final class Fingerprint {

    private static final long HUGE = 10 << 20;

    private Fingerprint() {}

    public static String of(Path folder) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var paths = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                    add(path, digest);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Path path, MessageDigest digest) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        digest.update(path.toUri().toString().getBytes());
        digest.update(("" + attributes.size() + attributes.lastModifiedTime() + attributes.isDirectory()).getBytes());
        if (attributes.isSymbolicLink()) {
            digest.update(Files.readSymbolicLink(path).toString().getBytes());
        } else if (attributes.isRegularFile() && attributes.size() < HUGE) {
            digest.update(Files.readAllBytes(path));
        }
    }
}
