package org.contextagent.statusline.socket;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections that are open, of a bounded number. When there is no room for a new one, the one that has waited longest without
 * having sent its request makes room: callers that dawdle, or mean harm, keep nobody out. For any thread.
 */
final class Connections implements Closeable {

    private final int most;
    private final Set<Connection> waiting = new LinkedHashSet<>();
    private final Set<Connection> served = new HashSet<>();
    private boolean closed;

    Connections(int most) {
        this.most = most;
    }

    /** Takes a connection in; false when all the others are being served, or at the end. */
    boolean admit(Connection connection) {
        Connection evicted = null;
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (waiting.size() + served.size() >= most) {
                Iterator<Connection> oldest = waiting.iterator();
                if (!oldest.hasNext()) {
                    return false;
                }
                evicted = oldest.next();
                oldest.remove();
            }
            waiting.add(connection);
        }
        if (evicted != null) {
            evicted.close();
        }
        return true;
    }

    /** The connection's request is there; it is not closed any more for others; false when it just was. */
    synchronized boolean serve(Connection connection) {
        return waiting.remove(connection) && served.add(connection);
    }

    synchronized void remove(Connection connection) {
        waiting.remove(connection);
        served.remove(connection);
    }

    /** Closes those that are overdue; says whether any connection is left. */
    boolean closeOverdue() {
        List<Connection> overdue = new ArrayList<>();
        boolean any;
        synchronized (this) {
            waiting.stream().filter(Connection::isOverdue).forEach(overdue::add);
            served.stream().filter(Connection::isOverdue).forEach(overdue::add);
            any = !waiting.isEmpty() || !served.isEmpty();
        }
        overdue.forEach(Connection::close);
        return any;
    }

    /** Closes all and takes no more. */
    @Override
    public void close() {
        List<Connection> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(waiting);
            all.addAll(served);
        }
        all.forEach(Connection::close);
    }
}
