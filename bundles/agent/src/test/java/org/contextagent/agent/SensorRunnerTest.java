package org.contextagent.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.api.state.Facts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SensorRunnerTest {

    private final AgentClock clock = new AgentClock();
    private final SensorRunner runner = new SensorRunner(clock);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void end() {
        go.countDown();
        clock.close(Duration.ofSeconds(30));
        assertEquals(List.of(), runner.close(Duration.ofSeconds(30)));
        assertEquals(List.of(), Fixture.threads());
    }

    /** A caller that gives up what is late, as a slot does. */
    private class Caller implements SensorCall.Caller {

        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        final AtomicBoolean late = new AtomicBoolean();
        final AtomicBoolean back = new AtomicBoolean();

        @Override
        public boolean begins(SensorCall call) {
            return true;
        }

        @Override
        public Facts ask() throws Exception {
            return Facts.NONE;
        }

        @Override
        public void ended(Outcome next) {
            outcome.complete(next);
        }

        @Override
        public void timeIsUp(SensorCall call) {
            late.set(call.giveUp());
        }

        @Override
        public void cameBack() {
            back.set(true);
        }
    }

    /** Comes back when it may, whatever interrupts it. */
    private final class Deaf extends Caller {

        @Override
        public Facts ask() {
            while (go.getCount() > 0) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    // deaf
                    continue;
                }
            }
            return Facts.NONE;
        }
    }

    private SensorCall start(Caller caller, Duration limit) {
        SensorCall call = new SensorCall(runner, caller, limit);
        runner.start(call);
        return call;
    }

    @Test
    @DisplayName("A3 calls that hang take no thread from the others, and are counted until they are back")
    void hanging_calls_take_no_thread_from_others() throws Exception {
        List<Deaf> stuck = new ArrayList<>();
        for (int i = 0; i < SensorRunner.WORKING + 4; i++) {
            Deaf deaf = new Deaf();
            stuck.add(deaf);
            start(deaf, Duration.ofMillis(20));
        }
        Eventually.equal(SensorRunner.WORKING + 4, runner::hanging);
        assertFalse(runner.isCrowded());

        Caller good = new Caller();
        start(good, Duration.ofSeconds(60));
        assertEquals(Facts.NONE, good.outcome.get().facts());

        go.countDown();
        Eventually.equal(0, runner::hanging);
        Eventually.holds("all are back", () -> stuck.stream().allMatch(caller -> caller.back.get()));
        assertTrue(stuck.stream().noneMatch(caller -> caller.outcome.isDone()));
    }

    @Test
    @DisplayName("A3 there is a bound to the threads that hang")
    void threads_are_bounded() {
        for (int i = 0; i < 50; i++) {
            start(new Deaf(), Duration.ofMillis(10));
        }
        Eventually.equal(SensorRunner.WORKING + SensorRunner.HANGING, runner::hanging);
        assertTrue(runner.isCrowded());
        long threads = Fixture.threads().stream()
                .filter(name -> name.contains("sensing"))
                .count();
        assertEquals(SensorRunner.WORKING + SensorRunner.HANGING, threads);
    }

    @Test
    @DisplayName("A3 the interrupt of a call that was late does not reach the next call on its thread")
    void an_interrupt_does_not_reach_the_next_call() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            Caller busy = new Caller() {
                @Override
                public Facts ask() {
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.incrementAndGet();
                    }
                    return Facts.NONE;
                }
            };
            // its time is up about when it begins
            SensorCall call = start(busy, Duration.ofNanos(i * 500L));
            call.back().get();
        }
        // only the call itself may have been interrupted while it ran, never one that was given up before
        Caller last = new Caller() {
            @Override
            public Facts ask() throws InterruptedException {
                Thread.sleep(1);
                return Facts.NONE;
            }
        };
        for (int i = 0; i < 8; i++) {
            start(last, Duration.ofSeconds(60));
        }
        assertEquals(Facts.NONE, last.outcome.get().facts());
        Eventually.equal(0, runner::hanging);
    }

    @Test
    void a_call_that_is_not_wanted_any_more_is_not_made() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        Caller unwanted = new Caller() {
            @Override
            public boolean begins(SensorCall call) {
                return false;
            }

            @Override
            public Facts ask() {
                asked.set(true);
                return Facts.NONE;
            }
        };
        start(unwanted, Duration.ofSeconds(1)).back().get();
        assertFalse(asked.get());
    }

    @Test
    void a_caller_that_fails_costs_no_thread() throws Exception {
        for (int i = 0; i < 20; i++) {
            Caller bad = new Caller() {
                @Override
                public void ended(Outcome next) {
                    throw new IllegalStateException("cannot take it");
                }
            };
            start(bad, Duration.ofSeconds(60)).back().get();
        }
        Caller good = new Caller();
        start(good, Duration.ofSeconds(60));
        assertEquals(Facts.NONE, good.outcome.get().facts());
    }

    @Test
    void what_tidies_up_may_fail_and_comes_to_nothing_after_the_end() throws Exception {
        runner.tidy(() -> {
                    throw new IllegalStateException("not tidy");
                })
                .get();
        runner.close(Duration.ofSeconds(30));
        runner.tidy(() -> {}).get();
        start(new Caller(), Duration.ofSeconds(1));
    }

    @Test
    void a_task_of_the_clock_that_fails_harms_no_other() {
        AtomicInteger runs = new AtomicInteger();
        clock.every(Duration.ofMillis(1), () -> {
            runs.incrementAndGet();
            throw new IllegalStateException("failed");
        });
        Eventually.holds("it goes on", () -> runs.get() > 3);
        clock.close(Duration.ofSeconds(30));
        assertTrue(clock.after(Duration.ZERO, runs::incrementAndGet).isDone());
        assertTrue(clock.every(Duration.ofMillis(1), runs::incrementAndGet).isDone());
    }
}
