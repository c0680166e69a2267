package org.contextagent.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How and when the process ends: the first reason counts, and from then on there is a limit on how long it may take. */
final class Ending {

    private final CompletableFuture<Reason> reason = new CompletableFuture<>();
    private final Duration limit;
    private final Runnable atLimit;

    /**
     * @param limit how long it may take from the first reason on
     * @param atLimit run then; has to end the process
     */
    Ending(Duration limit, Runnable atLimit) {
        this.limit = limit;
        this.atLimit = atLimit;
    }

    /** Asked to end, all is well. */
    void onRequest() {
        end(new Reason(0, ""));
    }

    /** @param message for the person who started the agent: what is wrong and what to do */
    void onFailure(String message) {
        end(new Reason(1, message));
    }

    /** Waits for a reason, at most that long. */
    boolean isAskedWithin(Duration time) {
        try {
            reason.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the reason. */
    Reason await() {
        return reason.join();
    }

    private void end(Reason why) {
        if (reason.complete(why)) {
            Thread watchdog = new Thread(this::watch, "context-agent-runtime-watchdog");
            watchdog.setDaemon(true);
            watchdog.start();
        }
    }

    private void watch() {
        try {
            Thread.sleep(limit.toMillis());
            atLimit.run();
        } catch (InterruptedException e) {
            // nobody does; the process ends with its main thread
        }
    }

    /**
     * @param status the exit status of the process
     * @param message what to say on standard error; may be empty
     */
    record Reason(int status, String message) {}
}
