package org.contextagent.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The calls of one sensor for all its targets: a few at once, the others wait in line, so that a slow sensor does not take all
 * threads. While as many hang as may be called at once it is not called at all.
 */
final class SensorLane {

    /** How many calls of one sensor there are at once. */
    static final int LIMIT = 4;

    /** Who stands in line. */
    interface Waiting {

        /** It is his turn: he calls, and reports {@link #left} when that is over. */
        void turn();

        /** He is not served. */
        void refused(String reason);
    }

    private final SensorRunner runner;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private int active;
    private int hanging;

    SensorLane(SensorRunner runner) {
        this.runner = runner;
    }

    void join(Waiting next) {
        boolean refused;
        synchronized (this) {
            refused = isBlocked() || (hanging > 0 && runner.isCrowded());
            if (!refused) {
                if (active >= LIMIT) {
                    line.add(next);
                    return;
                }
                active++;
            }
        }
        if (refused) {
            next.refused(reason());
        } else {
            next.turn();
        }
    }

    private synchronized boolean isBlocked() {
        return hanging >= LIMIT;
    }

    private synchronized String reason() {
        return "not asked, calls of it hang: " + hanging;
    }

    /** A call does not come back. Gives those who stand in line for nothing now; the caller sends them away. */
    synchronized List<Waiting> hangs() {
        hanging++;
        if (!isBlocked()) {
            return List.of();
        }
        List<Waiting> away = List.copyOf(line);
        line.clear();
        return away;
    }

    /** A call is over, after it was reported as hanging or not. */
    void left(boolean hung) {
        Waiting next;
        synchronized (this) {
            active--;
            if (hung) {
                hanging--;
            }
            next = line.poll();
            if (next != null) {
                active++;
            }
        }
        if (next != null) {
            next.turn();
        }
    }

    static void sendAway(List<Waiting> waiting) {
        waiting.forEach(each -> each.refused("not asked, calls of it hang: " + LIMIT));
    }
}
