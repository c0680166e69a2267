package org.contextagent.sensor.git.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code git} command in a folder, free of the machine's and the user's configuration. */
public final class Git {

    /** How a command ended and what it printed. */
    public record Result(int status, String output) {

        public boolean isGood() {
            return status == 0;
        }
    }

    private final Path folder;

    public Git(Path folder) {
        this.folder = folder;
    }

    /** A new repository with the branch {@code main}; the folder is made. */
    public static Git init(Path folder, String... options) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("init", "-q", "-b", "main"));
        command.addAll(List.of(options));
        Git git = new Git(folder);
        git.run(command.toArray(String[]::new));
        return git;
    }

    public Path folder() {
        return folder;
    }

    /** Of the main work tree. */
    public Path dir() {
        return folder.resolve(".git");
    }

    /** Runs a command that must go well; its output without the last line end. */
    public String run(String... arguments) {
        Result result = attempt(arguments);
        if (!result.isGood()) {
            throw new IllegalStateException(
                    "git " + String.join(" ", arguments) + " gave " + result.status() + ": " + result.output());
        }
        return result.output();
    }

    /** Runs a command that may fail. */
    public Result attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.putAll(Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "A Tester",
                "GIT_AUTHOR_EMAIL", "tester@example.org",
                "GIT_COMMITTER_NAME", "A Tester",
                "GIT_COMMITTER_EMAIL", "tester@example.org",
                "GIT_EDITOR", "true",
                "GIT_TERMINAL_PROMPT", "0",
                "LC_ALL", "C.UTF-8"));
        environment.put("GIT_ALLOW_PROTOCOL", "file");
        try {
            Process process = builder.redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("git " + String.join(" ", arguments) + " hangs");
            }
            return new Result(process.exitValue(), output.endsWith("\n") ? chop(output) : output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String chop(String output) {
        return output.substring(0, output.length() - 1);
    }

    /** Commits a file with a content. */
    public String commit(String file, String content) {
        write(file, content);
        run("add", "--", file);
        run("commit", "-q", "-m", "change " + file);
        return run("rev-parse", "HEAD");
    }

    public void write(String file, String content) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
