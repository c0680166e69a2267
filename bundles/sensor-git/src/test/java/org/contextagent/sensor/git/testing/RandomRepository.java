package org.contextagent.sensor.git.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes repositories that are half right and half nonsense, the same ones from the same seed. */
public final class RandomRepository {

    private static final List<String> FILES = List.of(
            "HEAD",
            "config",
            "packed-refs",
            "refs/heads/main",
            "refs/heads/deep/er/branch",
            "refs/tags/v1",
            "refs/tags/a/b/c",
            "commondir",
            "config.worktree",
            "MERGE_HEAD",
            "CHERRY_PICK_HEAD",
            "REVERT_HEAD",
            "BISECT_LOG",
            "rebase-merge/msgnum",
            "rebase-merge/end",
            "rebase-merge/head-name",
            "rebase-apply/next",
            "rebase-apply/last",
            "rebase-apply/applying",
            "sequencer/todo",
            "objects/info/alternates",
            "objects/pack/pack-1.idx",
            "objects/pack/pack-1.pack",
            "objects/01/23456789012345678901234567890123456789",
            "reftable/tables.list",
            "reftable/0x1.ref");

    private final Random random;
    private final Path parent;
    private final Git model;
    private final List<byte[]> samples = new ArrayList<>();
    private int count;

    public RandomRepository(long seed, Path parent) throws IOException {
        random = new Random(seed);
        this.parent = parent;
        model = Git.init(parent.resolve("model"));
        model.commit("a", "1");
        model.run("tag", "-a", "-m", "x", "v1");
        model.run("tag", "light");
        model.run("repack", "-q", "-a", "-d");
        model.run("pack-refs", "--all", "--no-prune");
        try (var files = Files.walk(model.dir())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/hooks/"))
                    .sorted()::iterator) {
                samples.add(Files.readAllBytes(file));
            }
        }
        Git tables = Git.init(parent.resolve("tables"));
        tables.commit("a", "1");
        tables.run("tag", "-a", "-m", "x", "v1");
        Reftables.convert(tables);
        try (var files = Files.list(tables.dir().resolve("reftable"))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                samples.add(Files.readAllBytes(file));
            }
        }
    }

    /** The folder of the next one. */
    public Path next() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("random-" + count++));
        Path dir = folder.resolve(".git");
        if (random.nextInt(20) == 0) {
            Files.write(dir, content());
            return folder;
        }
        for (String part : new String[] {"objects/pack", "objects/info", "refs/heads", "refs/tags"}) {
            if (random.nextInt(30) > 0) {
                Files.createDirectories(dir.resolve(part));
            }
        }
        Files.createDirectories(dir);
        if (random.nextInt(4) == 0) {
            Files.write(dir.resolve("HEAD"), (model.run("rev-parse", "HEAD") + "\n").getBytes());
        } else {
            copy("HEAD", dir);
        }
        copy("config", dir);
        copy("packed-refs", dir);
        for (int i = random.nextInt(8); i > 0; i--) {
            disturb(dir, FILES.get(random.nextInt(FILES.size())));
        }
        return folder;
    }

    private void copy(String name, Path dir) throws IOException {
        if (random.nextInt(20) > 0) {
            Files.copy(model.dir().resolve(name), dir.resolve(name));
        }
    }

    private void disturb(Path dir, String name) throws IOException {
        Path file = dir.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            switch (random.nextInt(10)) {
                case 0 ->
                    Files.createSymbolicLink(
                            file, Path.of(pick("..", ".", "HEAD", "/dev/zero", "/dev/random", "nowhere")));
                case 1 -> Files.createDirectories(file.resolve("folder"));
                case 2 -> {
                    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                        huge.setLength(1L << (10 + random.nextInt(28)));
                    }
                }
                default -> Files.write(file, content());
            }
        } catch (IOException e) {
            // what stands there already stays
        }
    }

    private byte[] content() {
        return switch (random.nextInt(8)) {
            case 0 -> bytes(random.nextInt(3000));
            case 1 ->
                text(pick(
                        "ref: refs/heads/main\n",
                        "ref: refs/heads/\u001b]0;x\u0007\n",
                        "ref: refs/heads/" + "../".repeat(random.nextInt(50)) + "etc/passwd\n",
                        "ref: refs/heads/" + "d/".repeat(random.nextInt(3000)) + "x\n",
                        "ref: HEAD\n",
                        "gitdir: " + ".git/".repeat(random.nextInt(20)) + "\n",
                        "gitdir: /dev/zero\n",
                        "gitdir: \u0000\n",
                        "../../.git\n",
                        "/proc/self\n",
                        "pick \u001b[1m\n",
                        "999999999999999\n",
                        "-1\n"));
            case 2 ->
                text(pick(
                        "[core]\n\trepositoryformatversion = 0\n\tbare = perhaps\n",
                        "[core]\n\trepositoryformatversion = 1\n\tworktree = \u0000\n[extensions]\n\trefStorage = reftable\n",
                        "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n",
                        "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n\tworktreeConfig\n",
                        "[core\n",
                        "[include]\n\tpath\n",
                        "[include]\n\tpath = config\n",
                        "[".repeat(10_000)));
            case 3 -> text("0123456789012345678901234567890123456789\n".repeat(random.nextInt(3)));
            case 4 -> text("0x1.ref\n".repeat(random.nextInt(2000)));
            default -> damaged(samples.get(random.nextInt(samples.size())).clone());
        };
    }

    private byte[] damaged(byte[] bytes) {
        for (int i = random.nextInt(10); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private String pick(String... options) {
        return options[random.nextInt(options.length)];
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
