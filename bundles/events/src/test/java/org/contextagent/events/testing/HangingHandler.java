package org.contextagent.events.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.contextagent.api.event.ContextEvent;

/** Hangs at its first event until it is let go. */
public final class HangingHandler extends RecordingHandler {

    public final CountDownLatch hangs = new CountDownLatch(1);
    public final CountDownLatch letGo = new CountDownLatch(1);
    public final CountDownLatch returned = new CountDownLatch(1);
    public volatile boolean interrupted;
    private final boolean ignoresInterrupts;

    public HangingHandler(boolean ignoresInterrupts) {
        this.ignoresInterrupts = ignoresInterrupts;
    }

    @Override
    public void handle(ContextEvent event) {
        hangs.countDown();
        while (letGo.getCount() > 0) {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                interrupted = true;
                if (!ignoresInterrupts) {
                    Thread.currentThread().interrupt();
                    returned.countDown();
                    return;
                }
            }
        }
        super.handle(event);
        returned.countDown();
    }

    public void awaitHanging() throws InterruptedException {
        if (!hangs.await(Eventually.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the handler was not called");
        }
    }
}
