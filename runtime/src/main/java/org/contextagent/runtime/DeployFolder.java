package org.contextagent.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The user's own {@code deploy} folder, the one that is watched while the agent runs. It starts as a copy of the runtime's; when
 * the runtime changed, the jars that came from the old one are replaced. What the user added, changed or took out stays so.
 *
 * <p>A file beside the folder remembers which jar, with which content, was brought for each bundle.
 */
final class DeployFolder {

    private final Path folder;
    private final Path memory;

    DeployFolder(Path state) {
        folder = state.resolve("deploy");
        memory = state.resolve("deploy.brought");
    }

    Path folder() {
        return folder;
    }

    /** Brings the folder up to the runtime, if it was not yet. */
    void bring(Installation installation) throws StartException {
        try {
            Files.createDirectories(folder);
            Memory before = Memory.read(memory);
            if (before.build().equals(installation.build())) {
                return;
            }
            Map<String, Jar> old = new TreeMap<>(before.jars());
            Map<String, Jar> brought = new TreeMap<>();
            for (Path jar : installation.deployed()) {
                Jar now = Jar.of(jar);
                bring(old.remove(now.bundle()), now, jar);
                brought.put(now.bundle(), now);
            }
            for (Jar gone : old.values()) {
                if (isHere(gone)) {
                    Files.delete(folder.resolve(gone.file()));
                }
            }
            new Memory(installation.build(), brought).write(memory);
        } catch (IOException e) {
            throw new StartException("the folder " + folder + " cannot be brought up to date: " + Reasons.of(e), e);
        }
    }

    private void bring(@Nullable Jar old, Jar now, Path from) throws IOException {
        // not here any more: it was taken out, or the user has something else in its place
        boolean isOurs = old == null ? Files.notExists(folder.resolve(now.file())) : isHere(old);
        if (!isOurs || now.equals(old)) {
            return;
        }
        Path beside = folder.resolveSibling(now.file() + ".part");
        Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, folder.resolve(now.file()), StandardCopyOption.ATOMIC_MOVE);
        if (old != null && !old.file().equals(now.file())) {
            Files.delete(folder.resolve(old.file()));
        }
    }

    private boolean isHere(Jar jar) throws IOException {
        Path file = folder.resolve(jar.file());
        return Files.isRegularFile(file) && Jar.of(file).equals(jar);
    }

    /** @param digest of its content */
    private record Jar(String file, String digest) {

        static Jar of(Path file) throws IOException {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                return new Jar(file.getFileName().toString(), HexFormat.of().formatHex(digest));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /** The symbolic name, as files are named {@code SYMBOLICNAME-VERSION.jar}. */
        String bundle() {
            return file.replaceFirst("-[0-9][^-]*(-[^-]*)?\\.jar$", "");
        }
    }

    /** @param jars by their bundles */
    private record Memory(String build, Map<String, Jar> jars) {

        static Memory read(Path file) throws IOException {
            if (Files.notExists(file)) {
                return new Memory("", Map.of());
            }
            List<String> lines = Files.readAllLines(file);
            Map<String, Jar> jars = new TreeMap<>();
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] parts = line.split(" ", 2);
                if (parts.length == 2) {
                    Jar jar = new Jar(parts[1], parts[0]);
                    jars.put(jar.bundle(), jar);
                }
            }
            return new Memory(lines.isEmpty() ? "" : lines.get(0), jars);
        }

        void write(Path file) throws IOException {
            List<String> lines = new ArrayList<>();
            lines.add(build);
            jars.values().forEach(jar -> lines.add(jar.digest() + " " + jar.file()));
            Path beside = file.resolveSibling(file.getFileName() + ".part");
            Files.write(beside, lines);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
