package org.contextagent.sensor.script.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Writes shell scripts into a folder. What they leave running can be told by {@link #longSleep()}. */
public final class Scripts {

    /** The last line of a script that keeps the contract. */
    public static final String ANSWER = "echo '{\"model\":\"Scripted\"}' >&2";

    private final Path folder;
    // no other process on the machine has this argument
    private final String seconds =
            "86400.0" + new java.math.BigInteger(UUID.randomUUID().toString().replace("-", ""), 16);

    public Scripts(Path folder) {
        this.folder = folder;
    }

    /** An executable shell script with these lines. */
    public Path script(String name, String... lines) throws IOException {
        return executable(name, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    }

    public Path executable(String name, String content) throws IOException {
        return executable(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public Path executable(String name, byte[] content) throws IOException {
        // into place at once: a script that is open for writing cannot be run
        Path written = Files.write(folder.resolve(name + ".new"), content);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.move(written, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** A command that sleeps for a day and that {@link Processes} find by {@link #mark()}. */
    public String longSleep() {
        return "sleep " + seconds;
    }

    public String mark() {
        return seconds;
    }
}
