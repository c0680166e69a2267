package org.contextagent.statusline.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.contextagent.api.command.Command;
import org.contextagent.api.home.Home;
import org.contextagent.api.line.LineRenderer;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets, their files and all that serves them, from the start to the end. */
final class Server implements Closeable {

    static final String SOCKET = "agent.sock";
    static final String TOKEN = "token";
    static final String ANNOUNCEMENT = "agent.json";

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int TOKEN_BYTES = 32;

    private final Limits limits;
    private final Path userHome;
    private final String version;
    private final RunFolder folder;
    private final Threads threads;
    private final Connections connections;
    private final Semaphore memory = new Semaphore(Limits.MEMORY_BYTES);
    private final Counters counters = new Counters();
    private final Documents documents;
    private final Service service;
    private final String token;
    private final int port;
    private final @Nullable SocketFile socket;
    private final Optional<String> socketProblem;
    private final List<Listener> listeners;

    private final CountDownLatch agentsAreThere = new CountDownLatch(1);
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean handingOver = new AtomicBoolean();
    /** Guards the announcement against the end. */
    private final Object announcing = new Object();

    private boolean ended;
    private volatile @Nullable String announcement;

    /**
     * Listens; the announcement follows when the answers are fast.
     *
     * @throws RunFolderException when the folder cannot be used or another process serves it
     */
    Server(
            Home home,
            Path userHome,
            String version,
            LineRenderer renderer,
            Supplier<List<Command>> commands,
            Limits limits)
            throws RunFolderException {
        this.limits = limits;
        this.userHome = userHome;
        this.version = version;
        folder = RunFolder.open(home.run());
        Path path = folder.file(SOCKET);
        if (SocketFile.isLive(path)) {
            throw new RunFolderException("Another agent already serves " + RunFolder.shown(path)
                    + ". Stop it first (context-agent stop) or set CONTEXT_AGENT_HOME to another folder.");
        }
        token = newToken();
        // each connection and each command has one, and one is for what waits for the agents
        threads = new Threads(3 * limits.connections() + 2);
        connections = new Connections(limits.connections());
        documents = new Documents(this::handOverSoon);
        service = new Service(
                renderer,
                documents,
                new Commands(commands, threads.workers(), userHome, limits.farewell()),
                connections,
                counters,
                userHome,
                version,
                token);
        ServerSocketChannel tcp;
        try {
            folder.write(TOKEN, token + '\n');
            tcp = openPort();
            port = port(tcp);
        } catch (IOException e) {
            threads.end();
            throw new RunFolderException("The local port cannot be opened: " + SafeText.line(String.valueOf(e)));
        }
        SocketFile bound = null;
        String problem = null;
        try {
            bound = openSocket(path);
        } catch (IOException | RuntimeException e) {
            problem = "The Unix socket " + RunFolder.shown(path) + " cannot be opened: " + e.getMessage();
            LOG.warn("{}. The local port serves meanwhile.", problem);
        }
        socket = bound;
        socketProblem = Optional.ofNullable(problem);
        Listener onPort = new Listener(tcp, "port", channel -> take(channel, Connection.Trust.TOKEN));
        listeners = bound == null
                ? List.of(onPort)
                : List.of(
                        onPort,
                        new Listener(bound.channel(), "socket", channel -> take(channel, Connection.Trust.OWN_FOLDER)));
        threads.start(this::announce);
    }

    private static ServerSocketChannel openPort() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Listener.BACKLOG);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The port that a channel listens on; one that cannot say it is closed. */
    static int port(ServerSocketChannel channel) throws IOException {
        try {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketFile openSocket(Path path) throws IOException {
        if (!SocketFile.fits(path)) {
            throw new IOException("its path is longer than " + SocketFile.MAX_PATH_BYTES
                    + " bytes, set CONTEXT_AGENT_HOME to a shorter folder");
        }
        return SocketFile.bind(path);
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    Documents documents() {
        return documents;
    }

    Counters counters() {
        return counters;
    }

    int port() {
        return port;
    }

    /** Where the Unix socket is, if it is. */
    Optional<Path> socket() {
        return Optional.ofNullable(socket).map(SocketFile::path);
    }

    /** Why there is no Unix socket. */
    Optional<String> socketProblem() {
        return socketProblem;
    }

    boolean isAnnounced() {
        return announcement != null;
    }

    private void take(SocketChannel channel, Connection.Trust trust) {
        Connection connection = new Connection(channel, trust, limits, memory);
        if (!connections.admit(connection)) {
            counters.refused().increment();
            connection.close();
            return;
        }
        if (!threads.start(() -> serve(channel, connection))) {
            counters.refused().increment();
            connections.remove(connection);
            connection.close();
        }
        if (sweeping.compareAndSet(false, true)) {
            sweepLater();
        }
    }

    private void serve(SocketChannel channel, Connection connection) {
        try {
            if (connection.trust() == Connection.Trust.TOKEN) {
                // frames of a command are small and must not wait for each other
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
        } catch (IOException e) {
            LOG.debug("The caller is gone already", e);
        }
        service.serve(connection);
    }

    private void sweepLater() {
        threads.later(limits.request().dividedBy(10), this::sweep);
    }

    private void sweep() {
        if (connections.closeOverdue()) {
            sweepLater();
        } else {
            sweeping.set(false);
            if (connections.closeOverdue() && sweeping.compareAndSet(false, true)) {
                sweepLater();
            }
        }
    }

    private void handOverSoon() {
        if (documents.agents().isPresent()) {
            agentsAreThere.countDown();
            if (documents.kept() > 0 && handingOver.compareAndSet(false, true) && !threads.start(this::handOver)) {
                handOverLater();
            }
        }
    }

    private void handOverLater() {
        threads.later(limits.retry(), () -> {
            handingOver.set(false);
            handOverSoon();
        });
    }

    private void handOver() {
        if (documents.handOver() == Documents.HandOver.AGAIN) {
            handOverLater();
        } else {
            handingOver.set(false);
            // one may have come between the last look and this
            handOverSoon();
        }
    }

    private void announce() {
        try {
            if (agentsAreThere.await(limits.agents().toNanos(), TimeUnit.NANOSECONDS)) {
                new WarmUp(socket(), port, token)
                        .run(documents.agents().map(agents -> service.folder()).orElse(userHome), limits.warmUp());
            } else {
                LOG.debug("No agents yet; the socket is announced without a warm-up");
            }
            counters.reset();
            String text = "{\"pid\":" + ProcessHandle.current().pid()
                    + ",\"socket\":"
                    + socket().map(path -> Answers.quoted(path.toString())).orElse("null")
                    + ",\"port\":" + port
                    + ",\"http_port\":null,\"started_at\":\"" + startedAt()
                    + "\",\"version\":" + Answers.quoted(version) + "}\n";
            synchronized (announcing) {
                if (!ended) {
                    folder.write(ANNOUNCEMENT, text);
                    announcement = text;
                    LOG.info(
                            "Answers on port {}{}",
                            port,
                            socket().map(path -> " and " + RunFolder.shown(path))
                                    .orElse(""));
                }
            }
        } catch (IOException e) {
            LOG.warn("The socket cannot be announced; status lines are worked out without the agent", e);
        } catch (InterruptedException e) {
            LOG.debug("Ended before it was announced");
        }
    }

    private static Instant startedAt() {
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }

    /** Takes the announcement back, closes all connections and ends all threads, within a bounded time. */
    @Override
    public void close() {
        synchronized (announcing) {
            ended = true;
        }
        tidy(() -> {
            String announced = announcement;
            if (announced != null) {
                folder.removeIfStill(ANNOUNCEMENT, announced);
            }
        });
        listeners.forEach(listener -> tidy(listener::close));
        connections.close();
        threads.end();
        tidy(() -> folder.removeIfStill(TOKEN, token + '\n'));
        if (socket != null) {
            tidy(socket::remove);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void tidy(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            LOG.warn("Something was left behind in the runtime folder", e);
        }
    }
}
