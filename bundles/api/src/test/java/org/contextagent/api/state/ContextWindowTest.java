package org.contextagent.api.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextWindowTest {

    @ParameterizedTest
    @DisplayName("X4 the percentage is used * 100 / max rounded down, 0 when max is 0, held to 0..100")
    @CsvSource({
        "200000, 26100, 13",
        "200000, 0, 0",
        "200000, 1999, 0",
        "200000, 2000, 1",
        "200000, 199999, 99",
        "200000, 200000, 100",
        "200000, 900000, 100",
        "0, 5, 0",
        "0, 0, 0",
        "-5, 5, 0",
        "5, -5, 0",
        "3, 1, 33",
        "1, 9223372036854775807, 100",
        "9223372036854775807, 1, 0",
        "9223372036854775807, 9223372036854775807, 100",
        "9223372036854775807, 9223372036854775806, 99",
        "9223372036854775807, 92233720368547758, 0",
        "9223372036854775807, 92233720368547759, 1",
        "150, 149, 99",
        "-9223372036854775808, -9223372036854775808, 0"
    })
    void the_percentage_is_rounded_down_and_held_to_its_bounds(long max, long used, int percent) {
        assertEquals(percent, ContextWindow.of(max, used).usagePct());
    }

    @Test
    @DisplayName("X4 the percentage is exact for counts of any size")
    void the_percentage_is_exact_for_counts_of_any_size() {
        Random random = new Random(20261124);
        for (int i = 0; i < 100_000; i++) {
            long max = random.nextLong() >>> random.nextInt(1, 64);
            long used = random.nextLong() >>> random.nextInt(1, 64);
            assertEquals(exact(max, used), ContextWindow.of(max, used).usagePct(), () -> "of " + max + " used " + used);
        }
    }

    private static int exact(long max, long used) {
        if (max == 0) {
            return 0;
        }
        BigDecimal hundredth = new BigDecimal(used).movePointRight(2);
        return hundredth
                .divide(new BigDecimal(max), 0, RoundingMode.FLOOR)
                .min(new BigDecimal(100))
                .intValueExact();
    }

    @Test
    @DisplayName("S3 negative counts become 0 and the percentage is held to 0..100")
    void negative_counts_become_zero_and_the_percentage_is_held() {
        assertEquals(new ContextWindow(0, 0, 0), new ContextWindow(-1, -2, -3));
        assertEquals(100, new ContextWindow(1, 1, 101).usagePct());
        assertEquals(200_000, ContextWindow.DEFAULT_MAX_TOKENS, "the default size of X1");
    }
}
