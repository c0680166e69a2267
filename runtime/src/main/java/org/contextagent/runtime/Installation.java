package org.contextagent.runtime;

import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The runtime as it was unpacked. It is only read: it can serve several users.
 *
 * @param root the folder that holds {@code bundle}, {@code deploy} and {@code conf}
 * @param version the version of the agent
 * @param build differs when any bundle differs
 */
record Installation(Path root, String version, String build) {

    /** The installation that the class is from. */
    static Installation current() throws StartException {
        try {
            Path jar = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return at(jar.getParent().getParent());
        } catch (URISyntaxException e) {
            throw new StartException("the runtime does not know where it is", e);
        }
    }

    static Installation at(Path root) throws StartException {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(root.resolve("release"))) {
            release.load(reader);
        } catch (IOException e) {
            throw new StartException(root + " is no complete runtime: its file release cannot be read", e);
        }
        return new Installation(root, release.getProperty("VERSION", ""), release.getProperty("BUILD", ""));
    }

    /** What always runs. */
    List<Path> bundles() throws IOException {
        return jars(root.resolve("bundle"));
    }

    /** What a user can take out. */
    List<Path> deployed() throws IOException {
        return jars(root.resolve("deploy"));
    }

    Path conf(String name) {
        return root.resolve("conf").resolve(name);
    }

    static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
