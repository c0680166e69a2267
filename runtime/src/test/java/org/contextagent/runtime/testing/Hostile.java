package org.contextagent.runtime.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes what nobody wants to meet: texts, folders, branches and documents of tools. The same ones for the same seed; for one thread. */
public final class Hostile {

    private static final int LONGEST_NAME = 200;

    private static final List<String> PIECES = List.of(
            "a",
            "Z9",
            "-",
            "--help",
            " ",
            "  ",
            ".",
            "..",
            "/",
            "~",
            "#",
            "!",
            "*",
            "?",
            "[x]",
            "{",
            "}",
            "(",
            ";",
            "&",
            "|",
            "<",
            "%s%n%d",
            "$(touch x)",
            "`id`",
            "${HOME}",
            "$'\\n'",
            "\\",
            "\\\\",
            "\\n",
            "\\u001b",
            "\"",
            "\"\"",
            "'",
            "\",\"a\":\"",
            "\n",
            "\r",
            "\r\n",
            "\t",
            "\b",
            "\f",
            "\u0000",
            "\u0001",
            "\u0002",
            "\u0003",
            "\u0004",
            "\u0007",
            "\u007F",
            "\u0080",
            "\u0085",
            "\u009B31m",
            "\u009D0;x\u009C",
            "\u001B[31m",
            "\u001B]0;title\u0007",
            "\u001B]8;;http://x\u001B\\",
            "\u001Bc",
            "\u001B[2J\u001B[H",
            "\u00A0",
            "\u00AD",
            "\u200B",
            "\u200D",
            "\u200E",
            "\u2028",
            "\u2029",
            "\u202E",
            "\u2066",
            "\u2069",
            "\uFEFF",
            "\uFFFD",
            "\uFFFE",
            "\uFFF9",
            "\uD83D",
            "\uDE00",
            "\uDBFF",
            "\uDB40\uDC01",
            "\uDB40\uDC67",
            "\uE000",
            "é",
            "e\u0301",
            "\u0301".repeat(30),
            "日本語",
            "한국",
            "\u1112\u1161\u11AB",
            "שלום",
            "مرحبا",
            "😀",
            "👩‍❤️‍💋‍👨",
            "👍🏽",
            "🇩🇪",
            "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC7F",
            "x".repeat(70),
            "長".repeat(40),
            "😀".repeat(35));

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "13",
            "80",
            "99.9",
            "100",
            "101",
            "200000",
            "26100.7",
            "1e3",
            "2E+5",
            "1.5e-1",
            "-0",
            "-0.5",
            "1e400",
            "-1e400",
            "1e-400",
            "1e18",
            "1e19",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "123456789012345678901234567890",
            "1" + "0".repeat(63),
            "1" + "0".repeat(5_000),
            "NaN",
            "-Infinity",
            "01",
            "+1",
            ".5",
            "1.",
            "0x10",
            "1_000");

    private static final List<String> FIELDS = List.of(
            "model",
            "workspace_path",
            "workspace",
            "context_window",
            "version",
            "cost",
            "rate_limits",
            "session_name",
            "id",
            "display_name",
            "current_dir",
            "max_tokens",
            "tokens_used",
            "context_window_size",
            "used_percentage",
            "current_usage",
            "total_input_tokens",
            "input_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "",
            "a.b",
            "model.id");

    private final Random random;
    private int made;

    public Hostile(long seed) {
        random = new Random(seed);
    }

    /** A text, often with halves of characters in it. */
    public String text() {
        return IntStream.range(0, random.nextInt(6)).mapToObj(i -> pick(PIECES)).collect(Collectors.joining());
    }

    /** A folder that is there, in a folder of its own; mostly a repository. */
    public Path folder(Path parent) throws IOException {
        String name = fitting(text().replaceAll("[/\u0000]", ""));
        Path folder = Files.createDirectories(parent.resolve(String.valueOf(++made))
                .resolve(name.isBlank() || name.matches("\\.{1,2}") ? "n" + name + "n" : name));
        switch (random.nextInt(4)) {
            case 0 -> GitRepository.in(folder).git("init", "-q", "-b", branch());
            case 1 -> repository(folder, "ref: refs/heads/" + branch());
            case 2 ->
                repository(
                        folder,
                        pick(List.of(
                                "ref: refs/heads/" + text(),
                                "ref: " + text(),
                                text(),
                                "0123456789".repeat(4),
                                "\u001B[31m")));
            default -> {}
        }
        return folder;
    }

    private static void repository(Path folder, String head) throws IOException {
        Path git = Files.createDirectory(folder.resolve(".git"));
        Files.createDirectory(git.resolve("objects"));
        Files.createDirectory(git.resolve("refs"));
        Files.write(git.resolve("HEAD"), (head + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The name of a branch that git allows. */
    private String branch() {
        String name = fitting(text())
                .replaceAll("[\u0000-\u0020\u007F~^:?*\\[\\\\/{]", "")
                .replaceAll("\\.+", ".")
                .replaceAll("^[-.]+|\\.+$", "");
        return name.isEmpty() || name.equals("@") || name.endsWith(".lock") ? "main" : name;
    }

    /** Without halves of characters, and not longer than the name of a file may be. */
    private static String fitting(String text) {
        String whole = text.codePoints()
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        while (whole.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            whole = whole.substring(0, whole.offsetByCodePoints(whole.length(), -1));
        }
        return whole;
    }

    /** A document of a tool that works in a folder: often well formed, often not. */
    public byte[] document(Path folder) {
        String text = random.nextInt(6) == 0 ? anything(0) : object(folder);
        switch (random.nextInt(12)) {
            case 0 -> text = text.substring(0, random.nextInt(text.length() + 1));
            case 1 -> text = text + pick(List.of("}", " x", "{}", "\u0000", "\n\n", "\r\n", ",", "\uFEFF"));
            case 2 -> text = pick(List.of(" ", "\t\r\n", "\uFEFF", "x", "[")) + text;
            case 3 -> {
                int at = random.nextInt(text.length() + 1);
                text = text.substring(0, at) + pick(PIECES) + text.substring(at);
            }
            default -> {}
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private String object(Path folder) {
        List<String> fields = new ArrayList<>();
        fields.add(field(
                "cwd",
                quoted(folder.toString() + pick(List.of("", "", "", "/", "/../" + folder.getFileName(), "/missing")))));
        // of its own: a session remembers, which the script alone cannot
        sometimes(fields, () -> field("session_id", quoted("s" + ++made + "-" + random.nextInt() + text())));
        sometimes(fields, () -> field("model", value(2)));
        sometimes(fields, () -> field("context_window", window()));
        sometimes(fields, () -> field("workspace_path", value(4)));
        sometimes(fields, () -> field(pick(FIELDS), anything(0)));
        sometimes(fields, () -> field("unknown", "[".repeat(random.nextInt(80)) + "]".repeat(random.nextInt(80))));
        return "{" + String.join(space() + "," + space(), fields) + "}";
    }

    private String window() {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> field(pick(FIELDS.subList(11, 17)), value(5)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private void sometimes(List<String> fields, Supplier<String> field) {
        if (random.nextInt(3) > 0) {
            fields.add(random.nextInt(fields.size() + 1), field.get());
        }
    }

    private String field(String name, String value) {
        return quoted(name) + space() + ":" + space() + value;
    }

    private String value(int depth) {
        return random.nextBoolean() ? quoted(text()) : anything(depth);
    }

    private String anything(int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> pick(List.of("null", "true", "false", "nul", "True"));
            case 1, 2 -> pick(NUMBERS);
            case 3 -> quoted(random.nextBoolean() ? pick(NUMBERS) : text());
            case 4 ->
                random.nextInt(8) == 0
                        ? pick(List.of("\"\\q\"", "\"\\u12\"", "\"\\ud83d\\u0041\"", "\"", "\"\\"))
                        : quoted(text());
            case 5 ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> anything(depth + 1))
                        .collect(Collectors.joining(",", "[", "]"));
            default ->
                IntStream.range(0, random.nextInt(5))
                        .mapToObj(i -> field(pick(FIELDS), anything(depth + 1)))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }

    /** As a string of JSON: sometimes all in escapes, sometimes with the half of a character as it is. */
    private String quoted(String text) {
        return switch (random.nextInt(4)) {
            case 0 ->
                text.chars()
                        .mapToObj(c -> String.format(c % 2 == 0 ? "\\u%04x" : "\\u%04X", c))
                        .collect(Collectors.joining("", "\"", "\""));
            case 1 -> Json.write(text).replace("/", "\\/");
            default -> Json.write(text);
        };
    }

    private String space() {
        return random.nextInt(8) == 0 ? pick(List.of(" ", "\t", "\r", "  \t ")) : "";
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "after %d folders and sessions", made);
    }
}
