package org.contextagent.statusline.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** A channel that listens and cannot say where. */
public final class MuteChannel extends ServerSocketChannel {

    public MuteChannel() {
        super(SelectorProvider.provider());
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        throw new IOException("no address to be had");
    }

    @Override
    public ServerSocketChannel bind(SocketAddress local, int backlog) {
        return this;
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public ServerSocket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketChannel accept() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseSelectableChannel() {}

    @Override
    protected void implConfigureBlocking(boolean block) {}
}
