package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndingTest {

    private final CountDownLatch limit = new CountDownLatch(1);
    private final Ending ending = new Ending(Duration.ofMillis(50), limit::countDown);

    @Test
    void the_first_reason_counts() {
        ending.onFailure("why");
        ending.onRequest();

        assertEquals(new Ending.Reason(1, "why"), ending.await());
    }

    @Test
    void being_asked_is_status_0() {
        assertFalse(ending.isAskedWithin(Duration.ofMillis(1)));
        ending.onRequest();

        assertTrue(ending.isAskedWithin(Duration.ZERO));
        assertEquals(new Ending.Reason(0, ""), ending.await());
    }

    @Test
    void what_takes_longer_than_the_limit_is_cut_short() throws Exception {
        ending.onRequest();

        assertTrue(limit.await(60, TimeUnit.SECONDS));
    }
}
