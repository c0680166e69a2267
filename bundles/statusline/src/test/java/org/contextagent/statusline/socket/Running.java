package org.contextagent.statusline.socket;

import static org.contextagent.statusline.testing.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.contextagent.api.command.Command;
import org.contextagent.api.home.Home;
import org.contextagent.api.status.Status;
import org.contextagent.statusline.Renderers;
import org.contextagent.statusline.testing.Caller;
import org.contextagent.statusline.testing.FakeAgents;

/** The component as it runs, over real sockets. */
final class Running implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(60);

    /** Nothing is overdue, no agents are waited for long. */
    static final Limits CALM =
            new Limits(64, LONG, LONG, LONG, Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofMillis(20));

    final LocalSocket component;
    final Home home;

    Running(Path folder, Limits limits) {
        home = home(folder);
        component = new LocalSocket(home, folder, "0.1.0", Renderers.standard(), limits);
    }

    static Home home(Path folder) {
        return Home.of(Map.of("CONTEXT_AGENT_HOME", folder.toString()), folder);
    }

    static Running calm(Path folder) {
        return new Running(folder, CALM);
    }

    Running with(FakeAgents agents) {
        component.bindAgents(agents);
        return this;
    }

    /** As the container does it. */
    Running with(Command... commands) throws ReflectiveOperationException {
        Field field = LocalSocket.class.getDeclaredField("commands");
        field.setAccessible(true);
        field.set(component, List.of(commands));
        return this;
    }

    Running announced() throws Exception {
        eventually("the announcement", () -> Files.exists(file(Server.ANNOUNCEMENT)));
        return this;
    }

    Path file(String name) {
        return home.run().resolve(name);
    }

    Path socket() {
        return file(Server.SOCKET);
    }

    String ask(String request) throws IOException {
        return Caller.ask(socket(), request);
    }

    JsonNode announcement() throws IOException {
        return new ObjectMapper().readTree(file(Server.ANNOUNCEMENT).toFile());
    }

    int port() {
        return (int) status().details().get("port");
    }

    String token() throws IOException {
        return Files.readString(file(Server.TOKEN));
    }

    Status status() {
        return component.status();
    }

    long detail(String name) {
        return ((Number) status().details().get(name)).longValue();
    }

    @Override
    public void close() {
        component.deactivate();
    }

    static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("context-agent-statusline-"))
                .toList();
    }
}
