package org.contextagent.runtime.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real repository, made and changed by the {@code git} command, out of reach of the machine's own configuration. */
public final class GitRepository {

    private final Path folder;

    private GitRepository(Path folder) {
        this.folder = folder;
    }

    /** A new one with a commit on {@code main}. */
    public static GitRepository create(Path folder) throws IOException {
        Files.createDirectories(folder);
        GitRepository repository = new GitRepository(folder);
        repository.git("init", "-q", "-b", "main");
        repository.commit("first");
        return repository;
    }

    /** A copy of another one, or of whatever git takes for one, also if it is somebody else's. */
    public static GitRepository clone(Path from, Path folder, String... options) throws IOException {
        Files.createDirectories(folder.getParent());
        List<String> arguments = new ArrayList<>(List.of("-c", "safe.directory=*", "clone", "-q"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", from.toString(), folder.toString()));
        new GitRepository(folder.getParent()).git(arguments.toArray(String[]::new));
        return new GitRepository(folder);
    }

    /** One that is there already. */
    public static GitRepository in(Path folder) {
        return new GitRepository(folder);
    }

    public Path folder() {
        return folder;
    }

    public void commit(String message) throws IOException {
        commit("file", message);
    }

    /** Commits the message as the content of a file. */
    public void commit(String file, String message) throws IOException {
        Files.writeString(folder.resolve(file), message + "\n");
        git("add", "-A");
        git("commit", "-q", "-m", message);
    }

    /** What the command printed, without the last line's end; a status other than 0 is an error. */
    public String git(String... arguments) {
        Result result = run(arguments);
        if (result.status() != 0) {
            throw new AssertionError("git " + String.join(" ", arguments) + " failed: " + result.output());
        }
        return result.output();
    }

    /** The same for a command that may well fail, as a rebase that stops does; nothing when it failed. */
    public Optional<String> ask(String... arguments) {
        Result result = run(arguments);
        return result.status() == 0 ? Optional.of(result.output()) : Optional.empty();
    }

    private record Result(int status, String output) {}

    private Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (String who : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + who + "_NAME", "test");
            environment.put("GIT_" + who + "_EMAIL", "test@localhost");
        }
        environment.put("GIT_EDITOR", "true");
        environment.put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("git did not end: " + command);
            }
            return new Result(process.exitValue(), output.stripTrailing());
        } catch (IOException e) {
            throw new AssertionError(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command.toString(), e);
        }
    }
}
