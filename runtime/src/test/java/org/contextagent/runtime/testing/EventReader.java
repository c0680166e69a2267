package org.contextagent.runtime.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Follows the events of an agent over its socket, from its first one on, until it is closed. */
public final class EventReader implements AutoCloseable {

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final SocketClient client;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Optional<Throwable> failure = Optional.empty();

    public EventReader(Path home) throws IOException {
        client = SocketClient.overSocket(home);
        // since the number 1: what was told meanwhile comes first, and nothing falls between
        client.send("{\"op\":\"events\",\"follow\":true,\"since\":1}");
        thread = new Thread(this::follow, "events");
        thread.start();
    }

    private void follow() {
        try {
            for (Optional<String> line = client.line(); line.isPresent(); line = client.line()) {
                Printable.check(line.get(), "an event");
                events.add(Json.read(line.get()));
            }
            failure = Optional.of(new AssertionError("the agent ended the stream"));
        } catch (IOException | AssertionError e) {
            failure = Optional.of(e);
        }
    }

    /** Those that came until now, in the order in which they came. */
    public List<JsonNode> events() {
        if (!closed && failure.isPresent()) {
            throw new AssertionError("events cannot be followed any more", failure.get());
        }
        return List.copyOf(events);
    }

    /** Those of a session, or of the workspace itself when that is empty, as {@code metadata} names it. */
    public List<JsonNode> events(String type, Predicate<JsonNode> which) {
        return events().stream()
                .filter(event -> event.at("/event_type").asText().equals(type))
                .filter(which)
                .toList();
    }

    public static Predicate<JsonNode> ofSession(String id) {
        return event -> event.at("/metadata/session_id").asText().equals(id);
    }

    public static Predicate<JsonNode> ofWorkspace(Path folder) {
        return event -> event.at("/metadata/workspace").asText().equals(folder.toString())
                && event.at("/metadata/session_id").isMissingNode();
    }

    @Override
    public void close() throws Exception {
        closed = true;
        client.close();
        thread.join();
    }
}
