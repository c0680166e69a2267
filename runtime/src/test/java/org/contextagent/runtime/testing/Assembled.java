package org.contextagent.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the tests find what the build made. */
public final class Assembled {

    private Assembled() {}

    /** The root of the source tree. */
    public static Path root() {
        return Path.of(System.getProperty("contextagent.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The assembled runtime. */
    public static Path runtime() {
        return root().resolve("runtime/target/context-agent");
    }

    /** The jars of a folder of the runtime: {@code bundle} or {@code deploy}. */
    public static List<Path> jars(String folder) {
        return list(runtime().resolve(folder), ".jar");
    }

    /** The jars of our bundles, as the build made them. */
    public static List<Path> ours() {
        return list(root().resolve("bundles"), "").stream()
                .map(module -> module.resolve("target"))
                .filter(Files::isDirectory)
                .flatMap(target -> list(target, ".jar").stream())
                .toList();
    }

    private static List<Path> list(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("not built: " + folder, e);
        }
    }
}
