package org.contextagent.sensor.git.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.reftable.ReftableConfig;
import org.eclipse.jgit.internal.storage.reftable.ReftableWriter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;

/** Turns a repository whose refs are files into one whose refs are in tables. */
public final class Reftables {

    private final Path gitDir;
    private int updates;

    private Reftables(Path gitDir) {
        this.gitDir = gitDir;
    }

    public static Reftables convert(Git git) throws IOException {
        return convert(git, "");
    }

    /** @param more lines {@code create NAME ID} for further refs */
    public static Reftables convert(Git git, String more) throws IOException {
        Map<String, String> refs = new TreeMap<>();
        git.run("for-each-ref", "--format=%(refname) %(objectname) %(*objectname)")
                .lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> refs.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        more.lines().map(line -> line.split(" ")).forEach(words -> refs.put(words[1], words[2]));
        // git names the last object of a chain of tags by this alone
        refs.replaceAll((name, value) -> value.strip().contains(" ")
                ? value.split(" ")[0] + " " + git.run("rev-parse", name + "^{}")
                : value.strip());
        Reftables tables = new Reftables(git.dir());
        tables.takeHeads(refs);
        for (String folder : new String[] {"heads", "tags"}) {
            Trees.delete(git.dir().resolve("refs").resolve(folder));
        }
        Files.deleteIfExists(git.dir().resolve("packed-refs"));
        Files.writeString(git.dir().resolve("refs/heads"), "this repository uses the reftable format\n");
        git.attempt("config", "core.repositoryFormatVersion", "1");
        git.attempt("config", "extensions.refStorage", "reftable");
        Files.writeString(
                git.dir().resolve("config"),
                "[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\trefStorage = reftable\n");
        return tables;
    }

    /** @param gitDir that of a linked work tree */
    public static void convertWorkTree(Path gitDir) throws IOException {
        new Reftables(gitDir).takeHeads(new TreeMap<>());
    }

    private void takeHeads(Map<String, String> refs) throws IOException {
        for (String name : new String[] {"HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"}) {
            Path file = gitDir.resolve(name);
            if (Files.exists(file)) {
                refs.put(name, Files.readString(file).strip());
                Files.delete(file);
            }
        }
        Files.writeString(gitDir.resolve("HEAD"), "ref: refs/heads/.invalid\n");
        Files.createDirectories(gitDir.resolve("reftable"));
        write(refs);
    }

    /** Adds a table with one ref: an id, {@code ref: NAME}, or nothing for one that is deleted. */
    public void add(String name, String value) throws IOException {
        write(Map.of(name, value));
    }

    private void write(Map<String, String> refs) throws IOException {
        updates++;
        String table = String.format("0x%012x-0x%012x-%08x.ref", updates, updates, updates * 7919);
        try (OutputStream out = Files.newOutputStream(gitDir.resolve("reftable").resolve(table))) {
            ReftableWriter writer = new ReftableWriter(new ReftableConfig(), out)
                    .setMinUpdateIndex(updates)
                    .setMaxUpdateIndex(updates);
            writer.begin();
            writer.sortAndWriteRefs(refs.entrySet().stream()
                    .map(ref -> ref(ref.getKey(), ref.getValue()))
                    .toList());
            writer.finish();
        }
        Files.writeString(
                gitDir.resolve("reftable/tables.list"),
                table + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static Ref ref(String name, String value) {
        if (value.isEmpty()) {
            return new ObjectIdRef.Unpeeled(Ref.Storage.NEW, name, null);
        }
        if (value.startsWith("ref: ")) {
            return new SymbolicRef(name, new ObjectIdRef.Unpeeled(Ref.Storage.NEW, value.substring(5), null));
        }
        String[] ids = value.split(" ");
        return ids.length == 2
                ? new ObjectIdRef.PeeledTag(
                        Ref.Storage.PACKED, name, ObjectId.fromString(ids[0]), ObjectId.fromString(ids[1]))
                : new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, name, ObjectId.fromString(ids[0]));
    }
}
