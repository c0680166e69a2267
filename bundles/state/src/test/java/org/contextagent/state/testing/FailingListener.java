package org.contextagent.state.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.api.state.ChangeListener;
import org.contextagent.api.state.StateChange;

/** Throws whatever it is made with at each change while {@link #fails}. */
public final class FailingListener implements ChangeListener {

    public final AtomicInteger calls = new AtomicInteger();
    public volatile boolean fails = true;
    private final Throwable failure;

    public FailingListener(Throwable failure) {
        this.failure = failure;
    }

    @Override
    public String name() {
        return "failing";
    }

    @Override
    public void changed(StateChange change) {
        calls.incrementAndGet();
        if (fails) {
            FailingListener.<RuntimeException>sneak(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }
}
