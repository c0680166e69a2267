package org.contextagent.sensor.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Collects what a process writes to one of its pipes, up to a limit, without ever waiting for it: a pipe that a left-over
 * child holds open cannot hold up its reader. For one thread.
 */
final class ScriptOutput implements AutoCloseable {

    private final InputStream pipe;
    private final int limit;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[8_192];

    ScriptOutput(InputStream pipe, int limit) {
        this.pipe = pipe;
        this.limit = limit;
    }

    /** Takes in what is there now, as far as the limit allows; what comes after that is never read. */
    void drain() {
        try {
            while (!isOver()) {
                int ready = Math.min(pipe.available(), buffer.length);
                int length = ready <= 0 ? -1 : pipe.read(buffer, 0, ready);
                if (length <= 0) {
                    return;
                }
                content.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // closed with the end of the process: there is no more
            return;
        }
    }

    /** Whether more was written than the limit allows. */
    boolean isOver() {
        return content.size() > limit;
    }

    /** As UTF-8; what is none is replaced. */
    String text() {
        return content.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException e) {
            // nobody reads it any more
            return;
        }
    }
}
