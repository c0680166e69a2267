package org.contextagent.statusline.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections on a thread of its own and passes them on; does nothing else there. */
final class Listener implements Closeable {

    /** Connections that the system keeps for us while we are busy. */
    static final int BACKLOG = 512;

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration END = Duration.ofMillis(500);

    private final ServerSocketChannel channel;
    private final Consumer<SocketChannel> taker;
    private final Thread thread;

    Listener(ServerSocketChannel channel, String name, Consumer<SocketChannel> taker) {
        this.channel = channel;
        this.taker = taker;
        thread = new Thread(this::run, Threads.PREFIX + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        boolean well = true;
        while (channel.isOpen()) {
            try {
                taker.accept(channel.accept());
                well = true;
            } catch (IOException | RuntimeException e) {
                // too many open files, for one; the reason may pass
                if (channel.isOpen()) {
                    if (well) {
                        LOG.warn("Connections cannot be taken now", e);
                    }
                    well = false;
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        LockSupport.unpark(thread);
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
