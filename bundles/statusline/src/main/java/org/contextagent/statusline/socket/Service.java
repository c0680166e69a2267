package org.contextagent.statusline.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.line.LineRenderer;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;
import org.contextagent.statusline.SensorDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one connection: who is it, what does it ask, the answer. For any thread. */
final class Service {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final int MOST_TOKEN_BYTES = 256;

    private final Request.Reader requests = new Request.Reader();
    private final SensorDocument sensorDocument = new SensorDocument();
    private final LineRenderer renderer;
    private final Documents documents;
    private final Commands commands;
    private final Connections connections;
    private final Counters counters;
    private final Path home;
    private final String version;
    private final byte[] token;

    Service(
            LineRenderer renderer,
            Documents documents,
            Commands commands,
            Connections connections,
            Counters counters,
            Path home,
            String version,
            String token) {
        this.renderer = renderer;
        this.documents = documents;
        this.commands = commands;
        this.connections = connections;
        this.counters = counters;
        this.home = home;
        this.version = version;
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Serves the connection and closes it. */
    void serve(Connection connection) {
        try {
            Optional<Received> received = receive(connection);
            if (received.isPresent() && connections.serve(connection)) {
                answer(received.get(), connection);
            } else {
                counters.refused().increment();
            }
        } catch (IOException e) {
            LOG.debug("A caller did not wait for its answer", e);
        } finally {
            connection.finish();
            connections.remove(connection);
        }
    }

    /**
     * @param request what the first line asks for
     * @param document the line that is the document, if the request has one
     */
    private record Received(Request request, String document) {}

    /** The whole request; nothing when it is too long, not in time, or of somebody who does not know the token. */
    private Optional<Received> receive(Connection connection) {
        try {
            if (connection.trust() == Connection.Trust.TOKEN && !knowsToken(connection)) {
                return Optional.empty();
            }
            String first = connection.readLine(Limits.REQUEST_BYTES).orElse("");
            Request request = requests.read(first);
            String document = request instanceof Request.Line
                    ? connection.readLine(Limits.REQUEST_BYTES).orElse("")
                    : first;
            connection.giveBackMemory();
            connection.takeYourTime();
            return Optional.of(new Received(request, document));
        } catch (IOException e) {
            LOG.debug("A request did not come in whole", e);
            return Optional.empty();
        }
    }

    private boolean knowsToken(Connection connection) throws IOException {
        String shown = connection.readLine(MOST_TOKEN_BYTES).orElse("");
        return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), token);
    }

    private void answer(Received received, Connection connection) throws IOException {
        Request request = received.request();
        String document = received.document();
        if (request instanceof Request.Document) {
            answer(document, Optional.empty(), false, connection);
        } else if (request instanceof Request.Line line) {
            answer(document, line.directory(), line.preview(), connection);
        } else if (request instanceof Request.Ping) {
            connection.write(Answers.pong(version, ProcessHandle.current().pid()));
        } else if (request instanceof Request.Run run) {
            counters.commands().increment();
            commands.run(run, connection);
        } else if (request instanceof Request.Wrong wrong) {
            commands.refuse(wrong, connection);
        }
    }

    private void answer(String json, Optional<Path> directory, boolean preview, Connection connection)
            throws IOException {
        long start = System.nanoTime();
        ToolDocument document = new ToolDocument(json, directory.orElseGet(this::folder));
        Optional<State> state = preview ? documents.preview(document) : documents.accept(document);
        if (state.isPresent()) {
            connection.write(renderer.render(state.get()) + '\n' + sensorDocument.of(state.get()) + '\n');
            counters.answers().add(System.nanoTime() - start);
        }
    }

    /** The folder of a document and a caller that name none. */
    Path folder() {
        return documents
                .agents()
                .flatMap(agents -> agents.list().stream().findFirst())
                .map(Agent::workspace)
                .orElse(home);
    }
}
