package org.contextagent.statusline.testing;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes documents, folders and branches that nobody wants to meet; the same ones for the same seed. */
public final class HostileDocuments {

    private static final String[] PIECES = {
        "a",
        "b-c",
        " ",
        "é",
        "日本",
        "🌿",
        "👩‍❤️‍💋‍👨",
        "🇩🇪",
        "e\u0301",
        "\u0301\u0302",
        "\uFE0F",
        "\u200D",
        "$(touch x)",
        "`id`",
        "${HOME}",
        "%s%n",
        "\\",
        "\\\\",
        "\"",
        "'",
        ";",
        "&",
        "|",
        "*",
        "?",
        "[a]",
        "~",
        "#",
        "!",
        "\u001B[31m",
        "\u0007",
        "\u0001",
        "\u0002",
        "\u0003",
        "\u007F",
        "\u0085",
        "\u009B",
        "\u00A0",
        "\u00AD",
        "\u200B",
        "\u202E",
        "\u2066",
        "\u2028",
        "\uFEFF",
        "\uFFFD",
        "\uFFFE",
        "\uD83D",
        "\uDE00",
        "\u0000",
        "\n",
        "\r",
        "\t",
        "\b",
        "\f",
        "-",
        "--",
        "=",
        ",",
        ":",
        "{",
        "}",
        "😀".repeat(9),
        "long-".repeat(20),
        "長".repeat(40),
        "\uDB40\uDC67",
        "가",
        "\u1112\u1161",
        "x".repeat(59),
        "👍🏽",
        "\uD834\uDD73"
    };

    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "13",
        "99.9",
        "100",
        "101",
        "1e3",
        "2E+5",
        "1.5e-1",
        "200000",
        "26100",
        "-0",
        "-0.5",
        "0.0",
        "1e400",
        "1e-400",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "123456789012345678901234567890",
        "1e18",
        "1e19",
        "00",
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "NaN",
        "Infinity",
        "-Infinity",
        "1" + "0".repeat(70),
        "0x10",
        "1_000",
        "--1",
        "INF",
        "+INF"
    };

    private static final String[] KEYS = {
        "model",
        "cwd",
        "workspace",
        "workspace_path",
        "context_window",
        "new_cwd",
        "session_id",
        "version",
        "cost",
        "a",
        "",
        "model.id",
        "display_name",
        "id",
        "current_dir",
        "max_tokens",
        "tokens_used",
        "used_percentage",
        "context_window_size",
        "total_input_tokens",
        "current_usage",
        "input_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens"
    };

    private static final String[] WINDOW_KEYS = {
        "max_tokens", "tokens_used", "used_percentage", "context_window_size", "total_input_tokens", "current_usage"
    };

    private final Random random;
    private final Path temp;
    private int folders;

    public HostileDocuments(long seed, Path temp) {
        random = new Random(seed);
        this.temp = temp;
    }

    /** A document; often well formed, often not. */
    public byte[] next() {
        String text = random.nextInt(3) == 0 ? anything(0) : plausible();
        switch (random.nextInt(14)) {
            case 0 -> text = text.substring(0, random.nextInt(text.length() + 1));
            case 1 -> text = text + pick("}", " x", "{}", "\u0000", "\t", "\n", "\r\n", ",", " ".repeat(300));
            case 2 -> text = pick(" ", "\t\r", "\uFEFF", "x", "[", "") + text;
            case 3 -> text = insert(text, pick("\n", "\u0001", "\t", "\"", "\\", "{", "}", ",", "\u007F"));
            default -> {}
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private String insert(String text, String piece) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + piece + text.substring(at);
    }

    private String plausible() {
        List<String> fields = new ArrayList<>();
        add(fields, "model", random.nextInt(3) == 0 ? string() : object("id", string(), "display_name", string()));
        add(fields, "cwd", path());
        add(fields, "workspace_path", path());
        add(fields, "workspace", object("current_dir", path(), "project_dir", string()));
        add(fields, "context_window", window());
        add(fields, pick("x", "session_id", "model", "cwd"), anything(0));
        return "{" + String.join(blank() + "," + blank(), fields) + "}";
    }

    private void add(List<String> fields, String key, String value) {
        if (random.nextInt(4) > 0) {
            fields.add(random.nextInt(fields.size() + 1), quoted(key) + blank() + ":" + blank() + value);
        }
    }

    private String window() {
        List<String> fields = new ArrayList<>();
        for (String key : WINDOW_KEYS) {
            if (random.nextInt(3) == 0) {
                String value = key.equals("current_usage")
                        ? pick(
                                "null",
                                object("input_tokens", number(), "cache_read_input_tokens", number()),
                                object("cache_creation_input_tokens", number()),
                                "{}")
                        : random.nextInt(6) == 0 ? "null" : number();
                fields.add(quoted(key) + ":" + value);
            }
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String object(String... keysAndValues) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (random.nextInt(4) > 0) {
                fields.add(quoted(keysAndValues[i]) + ":" + keysAndValues[i + 1]);
            }
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String anything(int depth) {
        return switch (random.nextInt(depth > 5 ? 5 : 9)) {
            case 0 -> "null";
            case 1 -> pick("true", "false", "nul", "True", "truex");
            case 2 -> number();
            case 3, 4 -> string();
            case 5 -> {
                List<String> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(anything(depth + 1));
                }
                yield "[" + String.join(blank() + ",", values) + "]";
            }
            case 6 -> {
                int nested = pick(3, 60, 63, 64, 65, 70);
                yield "[".repeat(nested) + "]".repeat(nested);
            }
            default -> {
                List<String> fields = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    fields.add(quoted(pick(KEYS)) + ":" + blank() + anything(depth + 1));
                }
                yield "{" + blank() + String.join(",", fields) + "}";
            }
        };
    }

    private String number() {
        String number = random.nextInt(3) == 0 ? String.valueOf(random.nextInt(300_000)) : pick(NUMBERS);
        return random.nextInt(3) == 0 ? '"' + pick("", " ", "+") + number + pick("", " ", "d", "x") + '"' : number;
    }

    private String path() {
        return switch (random.nextInt(8)) {
            case 0 -> string();
            case 1 -> quoted(temp + "/missing");
            case 2 -> quoted(temp + "//./dir/../dir/");
            case 3 -> quoted("..");
            case 4 -> quoted("/");
            case 5 -> quoted("/../" + pick(PIECES) + "/" + pick(PIECES));
            case 6 -> pick("\"  \"", "\"\u3000\"", "\"\"", "null", "7", quoted("/a" + "b".repeat(5_000)));
            default -> quoted(temp.resolve("dir").toString());
        };
    }

    private String string() {
        String text = text(random.nextInt(6));
        return switch (random.nextInt(4)) {
            case 0 -> unicode(text);
            case 1 ->
                '"' + pick("\\q", "\\u12", "\\u00zz", "\\", "\\/", "\\u0041", "\\ud83d", "\\ude00", "\\u0000") + "x\"";
            default -> quoted(text);
        };
    }

    private String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(pick(PIECES));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return json.append('"').toString();
    }

    private static String unicode(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(String.format(c % 2 == 0 ? "\\u%04x" : "\\u%04X", c)));
        return json.append('"').toString();
    }

    private String blank() {
        return random.nextInt(6) == 0 ? pick(" ", "\t", "\r", "  \t") : "";
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A folder with a hostile name; often a repository with a hostile branch. */
    public Path nextFolder(Path parent) throws IOException {
        String name = text(1 + random.nextInt(4)).replaceAll("[/\u0000\uD800-\uDFFF]", "");
        while (name.getBytes(StandardCharsets.UTF_8).length > 240) {
            name = name.substring(name.offsetByCodePoints(0, 1));
        }
        Path folder = Files.createDirectories(
                parent.resolve(String.valueOf(folders++)).resolve(name.isBlank() || name.matches("\\.+") ? "n" : name));
        if (random.nextInt(4) > 0) {
            Path git = Files.createDirectories(folder.resolve(".git"));
            Files.createDirectory(git.resolve("objects"));
            Files.createDirectory(git.resolve("refs"));
            String head = random.nextInt(5) == 0
                    ? "0123456789abcdef0123456789abcdef0123456" + random.nextInt(10)
                    : "ref: refs/heads/" + branch();
            Files.writeString(git.resolve("HEAD"), head + pick("\n", "", "\r\n", "\n\n"));
        }
        return folder;
    }

    private String branch() {
        String branch = text(1 + random.nextInt(4))
                .replaceAll("[\u0000-\u0020\u007F~^:?*\\[\\\\\uD800-\uDFFF]|\\.\\.|@\\{", "")
                .replaceAll("\\.lock|^\\.|\\.$|/", "");
        return branch.isEmpty() || branch.getBytes(StandardCharsets.UTF_8).length > 230 ? "main" : branch;
    }

    public String documentFor(Path folder) {
        return "{\"cwd\":" + quoted(folder.toString()) + ",\"model\":" + string() + "}";
    }
}
