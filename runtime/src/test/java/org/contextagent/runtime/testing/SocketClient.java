package org.contextagent.runtime.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a running agent over its loopback port, as any program would. */
public final class SocketClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int DEADLINE_MILLIS = 60_000;

    private SocketClient() {}

    /** The lines of the answer, or nothing when no agent takes the request or it ends without an answer. */
    public static Optional<List<String>> ask(Path home, String... request) {
        try {
            int port = json(Files.readString(home.resolve("run/agent.json")))
                    .at("/port")
                    .asInt();
            String token = Files.readString(home.resolve("run/token")).strip();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(DEADLINE_MILLIS);
                String text = token + "\n" + String.join("\n", request) + "\n";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return answer.isEmpty()
                        ? Optional.empty()
                        : Optional.of(answer.lines().toList());
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    public static String json(Map<?, ?> document) {
        try {
            return MAPPER.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
