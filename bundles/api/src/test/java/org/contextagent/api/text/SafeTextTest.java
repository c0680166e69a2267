package org.contextagent.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    private static final String FAMILY = "👩‍❤️‍💋‍👨";

    @Test
    @DisplayName("X8 printable text of any script comes back as the very same object")
    void printable_text_is_left_alone() {
        for (String text :
                new String[] {"", "main", "größe", "日本語", "🌿 " + FAMILY, "a'b\"c\\d$(e)`f`", "नमस्ते", "🇩🇪"}) {
            assertSame(text, SafeText.line(text));
        }
    }

    @Test
    @DisplayName("X8 line ends and tabs become spaces, so that a name stays one line")
    void line_ends_and_tabs_become_spaces() {
        assertEquals("a b c  d", SafeText.line("a\nb\tc\r\nd"));
    }

    @Test
    @DisplayName("X8 no escape sequence survives")
    void escape_sequences_are_disarmed() {
        assertEquals("[31mred[0m", SafeText.line("\u001B[31mred\u001B[0m"));
        assertEquals("]0;title", SafeText.line("\u001B]0;title\u0007"));
        assertEquals("]8;;http://evil\\link", SafeText.line("\u001B]8;;http://evil\u001B\\link"));
        assertEquals("31m", SafeText.line("\u009B31m"));
        assertEquals("ab", SafeText.line("a\u0000\b\u007F\u0085b"));
    }

    @Test
    @DisplayName("X8 bidirectional controls and zero-width characters are left out")
    void invisible_characters_are_left_out() {
        assertEquals("abc", SafeText.line("a\u202Eb\u2066\u2069\u200E\u200F\u061Cc"));
        assertEquals("abc", SafeText.line("a\u200B\u200C\u2060b\uFEFF\u00ADc"));
        assertEquals("ab", SafeText.line("a\u2028\u2029\uFFF9\uFFFBb"));
        assertEquals("ab", SafeText.line("a\uDBFF" + "b\uDC00"), "lone surrogates");
        assertEquals("x", SafeText.line("\uD834\uDD73x"), "musical format controls, beyond 16 bits");
    }

    @Test
    @DisplayName("X8 whatever comes in, what goes out is one line of encodable text without any control")
    void nothing_dangerous_comes_out_of_random_text() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x2100)));
            }
            String line = SafeText.line(text.toString());
            String hint = "seed " + seed + ", round " + round;
            assertEquals(line, new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8), hint);
            assertFalse(line.codePoints().anyMatch(Character::isISOControl), hint);
            assertFalse(line.matches("(?s).*[\u200B\u200E\u200F\u2028-\u202E\u2066-\u2069].*"), hint);
            assertEquals(line, SafeText.line(line), hint);
        }
    }

    @Test
    @DisplayName("X8 every format character of this JVM is known to the table, or stays for a reason")
    void the_table_knows_the_format_characters() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (Character.getType(point) == Character.FORMAT) {
                boolean stays = point == 0x200D || (point >= 0xE0020 && point <= 0xE007F);
                assertEquals(
                        stays ? Character.toString(point) : "",
                        SafeText.line(Character.toString(point)),
                        Integer.toHexString(point));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "4, main",
        "5, größe",
        "1, e\u0301",
        "6, 日本語",
        "2, ｆ",
        "4, 한글",
        "2, \u1112\u1161\u11AB",
        "2, 🌿",
        "1, ❤",
        "2, ❤\uFE0F",
        "2, 1\uFE0F\u20E3",
        "1, ©",
        "2, 👍🏽",
        "2, ☝🏽",
        "2, 👩\u200D❤\uFE0F\u200D💋\u200D👨",
        "2, 👨\u200D👩\u200D👧\u200D👦",
        "2, 🏴\u200D☠\uFE0F",
        "2, 🇩🇪",
        "4, 🇩🇪🇫🇷",
        "3, 🇩🇪🇫",
        "2, 🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
        "4, 日\u200D本",
        "4, 👍日",
        "2, a\u200Bb\u007F",
        "0, \u0301",
        "2, \uD800a"
    })
    void width_counts_the_columns_of_a_terminal(int columns, String text) {
        assertEquals(columns, SafeText.width(text));
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef, 6, abcdef",
        "abcdef, 5, abcd…",
        "abcdef, 1, …",
        "a, 1, a",
        "abcdef, 0, ''",
        "abcdef, -3, ''",
        "'', 3, ''",
        "日本語, 6, 日本語",
        "日本語, 5, 日本…",
        "日本語, 4, 日…",
        "e\u0301e\u0301e\u0301, 2, e\u0301…",
        "ab🇩🇪, 4, ab🇩🇪",
        "ab🇩🇪, 3, ab…",
        "a👍🏽👍🏽, 4, a👍🏽…",
        "👩\u200D❤\uFE0F\u200D💋\u200D👨bc, 3, 👩\u200D❤\uFE0F\u200D💋\u200D👨…"
    })
    void cut_keeps_whole_characters_and_says_that_it_cut(String text, int columns, String expected) {
        assertEquals(expected, SafeText.cut(text, columns));
    }

    @Test
    @DisplayName("X8 a pile of combining marks is cut though it takes one column")
    void cut_ends_a_pile_of_marks() {
        String cut = SafeText.cut("a" + "\u0301".repeat(100_000), 60);

        assertTrue(cut.length() <= 60 * 8 + 1, () -> cut.length() + " characters");
        assertTrue(cut.endsWith("…"));
        assertEquals(2, SafeText.width(cut));
    }

    @Test
    void cut_never_gives_more_columns_than_were_asked_for() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] points = {'a', '語', 0x301, 0xFE0F, 0x200D, 0x1F469, 0x2764, 0x1F3FD, 0x1F1E9, '1', 0xE0067, 0x1F3F4};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            int columns = 1 + random.nextInt(12);
            String cut = SafeText.cut(text.toString(), columns);
            String hint = "seed " + seed + ", round " + round;
            assertTrue(SafeText.width(cut) <= columns, hint);
            assertEquals(SafeText.width(text.toString()) <= columns, cut.contentEquals(text), hint);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\n", "\u001B", "\u0301", "👩‍", "🇩", "\uD800", "\u202E日"})
    @DisplayName("X8 megabytes of anything take a time that a person does not notice")
    void the_time_grows_with_the_length_and_no_faster(String part) {
        String text = part.repeat(4_000_000 / part.length());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            SafeText.line(text);
            SafeText.width(text);
            SafeText.cut(text, 3_999_999);
            SafeText.cut(text, 60);
        });
    }
}
