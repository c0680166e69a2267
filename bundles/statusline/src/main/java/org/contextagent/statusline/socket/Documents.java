package org.contextagent.statusline.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.agent.NoReadingException;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands documents to the agents. While their service is away, or no sensor takes documents, the newest ones are kept and handed
 * over, in their order, when it is back. For any thread.
 */
final class Documents {

    /** Most documents that are kept. */
    static final int MOST = 256;
    /** Most text that is kept, in characters. */
    static final int MOST_TEXT = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Documents.class);

    /** How a hand-over ended. */
    enum HandOver {
        DONE,
        /** Nobody takes documents now; worth another try. */
        AGAIN
    }

    private final AtomicReference<@Nullable Agents> agents = new AtomicReference<>();
    private final Object handingOver = new Object();
    private final Runnable wakeUp;
    private final AtomicBoolean failing = new AtomicBoolean();

    private final Deque<ToolDocument> kept = new ArrayDeque<>();
    private int keptText;

    /** @param wakeUp run when {@link #handOver} should be called soon; it must not call it itself */
    Documents(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    void agentsCame(Agents service) {
        agents.set(service);
        wakeUp.run();
    }

    void agentsWent(Agents service) {
        agents.compareAndSet(service, null);
    }

    Optional<Agents> agents() {
        return Optional.ofNullable(agents.get());
    }

    /** The state that a document leads to; nothing when it could not be taken in now, it may be kept then. */
    Optional<State> accept(ToolDocument document) {
        Agents service = agents.get();
        if (service == null || isKeeping()) {
            // an older document that is handed over after a newer one would undo it: all wait in one line
            keep(document);
            return Optional.empty();
        }
        try {
            State state = service.accept(document);
            failing.set(false);
            return Optional.of(state);
        } catch (NoReadingException e) {
            keep(document);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            if (agents.get() == service) {
                warn(e);
            } else {
                keep(document);
            }
        }
        return Optional.empty();
    }

    /** A document is dropped, since it would fail again; only the first in a row is worth more than a word. */
    private void warn(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("A document was not taken in and is dropped; the next one is tried", failure);
        } else {
            LOG.debug("One more document was not taken in and is dropped", failure);
        }
    }

    /** The state that a document would lead to; it is never kept. */
    Optional<State> preview(ToolDocument document) {
        try {
            return agents().map(service -> service.preview(document));
        } catch (RuntimeException e) {
            LOG.debug("No preview of a document", e);
            return Optional.empty();
        }
    }

    private void keep(ToolDocument document) {
        synchronized (kept) {
            kept.addLast(document);
            keptText += document.json().length();
            while (kept.size() > MOST || (keptText > MOST_TEXT && kept.size() > 1)) {
                keptText -= kept.removeFirst().json().length();
            }
        }
        wakeUp.run();
    }

    private boolean isKeeping() {
        synchronized (kept) {
            return !kept.isEmpty();
        }
    }

    int kept() {
        synchronized (kept) {
            return kept.size();
        }
    }

    /** Hands over what is kept, the oldest first; on a thread that may wait. */
    HandOver handOver() {
        synchronized (handingOver) {
            while (true) {
                ToolDocument oldest;
                synchronized (kept) {
                    oldest = kept.peekFirst();
                }
                Agents service = agents.get();
                if (oldest == null || service == null) {
                    return HandOver.DONE;
                }
                try {
                    service.accept(oldest);
                    failing.set(false);
                } catch (NoReadingException e) {
                    return HandOver.AGAIN;
                } catch (RuntimeException | LinkageError | StackOverflowError e) {
                    if (agents.get() != service) {
                        continue;
                    }
                    warn(e);
                }
                drop(oldest);
            }
        }
    }

    private void drop(ToolDocument document) {
        synchronized (kept) {
            if (kept.peekFirst() == document) {
                kept.removeFirst();
                keptText -= document.json().length();
            }
        }
    }
}
