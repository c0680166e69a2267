package org.contextagent.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent says of itself in {@code agent.json} once it can be asked.
 *
 * @param socket the local socket, as it stands in the file
 * @param port the loopback port
 * @param httpPort the port of the HTTP interface, where there is one
 */
record AgentFile(long pid, String socket, int port, Optional<Integer> httpPort) {

    private static final Pattern FIELD = Pattern.compile("\"(pid|port|http_port)\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern SOCKET = Pattern.compile("\"socket\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Path in(Path run) {
        return run.resolve("agent.json");
    }

    /** Nothing where there is no such file, or none that can be read. */
    static Optional<AgentFile> read(Path run) {
        String text;
        try {
            text = Files.readString(in(run));
        } catch (IOException e) {
            return Optional.empty();
        }
        long pid = 0;
        int port = 0;
        Optional<Integer> httpPort = Optional.empty();
        Matcher field = FIELD.matcher(text);
        while (field.find()) {
            long value = Long.parseLong(field.group(2));
            switch (field.group(1)) {
                case "pid" -> pid = value;
                case "port" -> port = (int) value;
                default -> httpPort = Optional.of((int) value);
            }
        }
        Matcher socket = SOCKET.matcher(text);
        String path = socket.find() ? socket.group(1).replaceAll("\\\\(.)", "$1") : "";
        return pid == 0 ? Optional.empty() : Optional.of(new AgentFile(pid, path, port, httpPort));
    }

    /** The file of this process. */
    static Optional<AgentFile> ours(Path run) {
        return read(run).filter(file -> file.pid() == ProcessHandle.current().pid());
    }
}
