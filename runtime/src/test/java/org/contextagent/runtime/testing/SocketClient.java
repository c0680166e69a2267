package org.contextagent.runtime.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection to a running agent, as any program may have it: lines in, lines out. An interrupt closes it. */
public final class SocketClient implements Closeable {

    private static final int DEADLINE_MILLIS = 60_000;

    private final SocketChannel channel;
    private final InputStream answer;

    private SocketClient(SocketChannel channel, InputStream answer) {
        this.channel = channel;
        this.answer = new BufferedInputStream(answer);
    }

    /** Over the Unix socket of the agent with that home. */
    public static SocketClient overSocket(Path home) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("run/agent.sock")));
        return new SocketClient(channel, Channels.newInputStream(channel));
    }

    /** Over its loopback port; the token has been shown. */
    public static SocketClient overPort(Path home) throws IOException {
        return overPortAsStranger(home)
                .send(Files.readString(home.resolve("run/token")).strip());
    }

    /** Over its loopback port, as somebody who has not shown the token. */
    public static SocketClient overPortAsStranger(Path home) throws IOException {
        int port = Json.read(Files.readString(home.resolve("run/agent.json")))
                .at("/port")
                .asInt();
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.socket().setSoTimeout(DEADLINE_MILLIS);
        return new SocketClient(channel, channel.socket().getInputStream());
    }

    /**
     * Asks over the loopback port.
     *
     * @return the lines of the answer, or nothing when no agent takes the request or it ends without an answer
     */
    public static Optional<List<String>> ask(Path home, String... request) {
        try (SocketClient client = overPort(home)) {
            List<String> lines = client.send(request).end().lines();
            return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Sends lines. */
    public SocketClient send(String... lines) throws IOException {
        return send((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public SocketClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /** Nothing more will be sent. */
    public SocketClient end() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line, or nothing at the end. */
    public Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = answer.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = answer.read()) {
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** The lines that are left, up to the end of the answer. */
    public List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            lines.add(line.get());
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
