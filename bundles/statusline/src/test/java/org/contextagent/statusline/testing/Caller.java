package org.contextagent.statusline.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One connection to the local socket. */
public final class Caller implements Closeable {

    private final SocketChannel channel;

    private Caller(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    public static Caller of(Path socket) throws IOException {
        return new Caller(UnixDomainSocketAddress.of(socket));
    }

    public static Caller of(int port) throws IOException {
        return new Caller(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** The whole answer to a whole request; none where the connection is closed while the request is sent. */
    public static String ask(Path socket, String request) throws IOException {
        try (Caller caller = of(socket)) {
            return caller.ask(request);
        }
    }

    public static String ask(int port, String request) throws IOException {
        try (Caller caller = of(port)) {
            return caller.ask(request);
        }
    }

    private String ask(String request) throws IOException {
        try {
            send(request);
        } catch (IOException e) {
            return "";
        }
        return readAll();
    }

    public Caller send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    public Caller endInput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line without its end; what there is at the end. */
    public String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one) > 0 && one.get(0) != '\n') {
            line.write(one.get(0));
            one.clear();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Up to the end; a reset counts as one. */
    public String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(8192);
        try {
            while (channel.read(some) >= 0) {
                all.write(some.array(), 0, some.position());
                some.clear();
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("reset")) {
                throw e;
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
