package org.contextagent.statusline.socket;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.contextagent.api.command.Command;
import org.contextagent.api.text.SafeText;

/** A command's way to its caller and back. */
final class Conversation implements Command.Output, Command.Input {

    /** Most lines that the caller may be ahead of the command. */
    private static final int MOST_AHEAD = 256;

    private final Connection connection;
    private final boolean framed;
    /** An empty element is the end. */
    private final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();

    Conversation(Connection connection, boolean framed) {
        this.connection = connection;
        this.framed = framed;
    }

    /** A line from the caller; false when it is too far ahead. */
    boolean typed(String line) {
        return typed.size() < MOST_AHEAD && typed.add(Optional.of(line));
    }

    void typedAll() {
        typed.add(Optional.empty());
    }

    @Override
    public Optional<String> line() throws InterruptedException {
        Optional<String> line = typed.take();
        if (line.isEmpty()) {
            typed.add(line);
        }
        return line;
    }

    @Override
    public void line(String line) {
        if (line.indexOf('\n') < 0) {
            send(framed ? "o " + line + '\n' : line + '\n');
        } else {
            line.lines().forEach(this::line);
        }
    }

    @Override
    public void awaitsLine() {
        if (framed) {
            send("p\n");
        }
    }

    /** The last of it, when the command did what it should. */
    void done() {
        if (framed) {
            send("x 0\n");
        }
    }

    /** The last of it, when it failed. */
    void failed(String message, int status) {
        String line = SafeText.line(message);
        send(framed ? "e " + line + "\nx " + status + '\n' : Answers.error(line, status));
    }

    @Override
    public boolean isClosed() {
        return connection.isClosed();
    }

    private void send(String text) {
        try {
            connection.write(text);
        } catch (IOException e) {
            // the caller is gone; who watches the connection ends the command
            connection.close();
        }
    }
}
