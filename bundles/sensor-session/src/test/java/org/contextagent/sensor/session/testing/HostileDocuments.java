package org.contextagent.sensor.session.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes documents of all sorts that no honest tool sends, from one of Claude Code's. */
public final class HostileDocuments {

    private static final String[] EVENTS = {
        "Status",
        "SessionStart",
        "CwdChanged",
        "PostModelSwitch",
        "PreCompact",
        "PostCompact",
        "SessionEnd",
        "Stop",
        "",
        "x"
    };

    private static final String[] NAMES = {
        "new_cwd",
        "to_model",
        "agent_id",
        "source",
        "workspace_path",
        "worktree",
        "model",
        "context_window",
        "session_id"
    };

    private static final String[] VALUES = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "-0",
        "1.5",
        "-1e308",
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "-Infinity",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "1234567890123456789012345678901234567890",
        "\"\"",
        "\" \"",
        "\"NaN\"",
        "\"-5\"",
        "\"1e999\"",
        "\"0x10\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u202e\\u001b]0;x\\u0007\"",
        "\"/\"",
        "\"/a/../../..\"",
        "\"../../../../..\"",
        "\"//x\"",
        "\"~\"",
        "\"nul\\u0000l\"",
        "[]",
        "{}",
        "[[[[]]]]",
        "{\"id\":{\"id\":1}}",
        "[1,\"a\",null]",
        "clear",
        "\"clear\"",
        "\"compact\"",
        "tru",
        "+1",
        "01"
    };

    private final ObjectMapper mapper = new ObjectMapper();
    private final Random random;

    public HostileDocuments(Random random) {
        this.random = random;
    }

    public String next() {
        return switch (random.nextInt(9)) {
            case 0 -> replaced();
            case 1 -> scrambled(Samples.CLAUDE);
            case 2 -> scrambled(replaced());
            case 3 -> cut(replaced());
            case 4 -> bytes();
            case 5 -> deep();
            case 6 -> doubled();
            case 7 -> longOne();
            default -> brokenText();
        };
    }

    /** Some values of others' types, some fields more and some fewer. */
    private String replaced() {
        try {
            ObjectNode root = (ObjectNode) mapper.readTree(Samples.CLAUDE);
            root.put("hook_event_name", EVENTS[random.nextInt(EVENTS.length)]);
            List<String> marks = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                ObjectNode place = anyObject(root);
                List<String> names = new ArrayList<>(List.of(NAMES));
                place.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(4) == 0) {
                    place.remove(name);
                } else {
                    marks.add("@" + marks.size() + "@");
                    place.put(name, marks.get(marks.size() - 1));
                }
            }
            String json = mapper.writeValueAsString(root);
            for (String mark : marks) {
                json = json.replace('"' + mark + '"', value());
            }
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode anyObject(ObjectNode root) {
        List<ObjectNode> all = new ArrayList<>();
        collect(root, all);
        return all.get(random.nextInt(all.size()));
    }

    private static void collect(JsonNode node, List<ObjectNode> all) {
        if (node instanceof ObjectNode object) {
            all.add(object);
        }
        node.forEach(child -> collect(child, all));
    }

    private String value() {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private String scrambled(String json) {
        StringBuilder text = new StringBuilder(json);
        for (int i = random.nextInt(8); i >= 0 && text.length() > 2; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(0x10000));
                case 1 -> text.setCharAt(at, "{}[]\":,\\0-. \n".charAt(random.nextInt(13)));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                default -> text.insert(at, value());
            }
        }
        return text.toString();
    }

    private String cut(String json) {
        return json.substring(0, random.nextInt(json.length()));
    }

    private String bytes() {
        byte[] bytes = new byte[random.nextInt(3_000)];
        random.nextBytes(bytes);
        return new String(bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private String deep() {
        int depth = random.nextInt(random.nextBoolean() ? 70 : 50_000);
        String name = NAMES[random.nextInt(NAMES.length)];
        boolean closed = random.nextBoolean();
        return random.nextBoolean()
                ? "{\"" + name + "\":" + "[".repeat(depth) + (closed ? "]".repeat(depth) + "}" : "")
                : ("{\"" + name + "\":").repeat(depth + 1) + "1" + (closed ? "}".repeat(depth + 1) : "");
    }

    /** Each of some fields is there twice and more. */
    private String doubled() {
        StringBuilder json = new StringBuilder("{");
        for (int i = random.nextInt(20); i >= 0; i--) {
            String inner = "{\"id\":" + value() + ",\"display_name\":" + value() + ",\"used_percentage\":" + value()
                    + ",\"tokens_used\":" + value() + ",\"max_tokens\":" + value() + "}";
            json.append('"')
                    .append(NAMES[random.nextInt(NAMES.length)])
                    .append("\":")
                    .append(random.nextBoolean() ? inner : value())
                    .append(',');
        }
        return json.append("\"cwd\":").append(value()).append('}').toString();
    }

    private String longOne() {
        int length = random.nextInt(300_000);
        String filling = random.nextBoolean() ? "x".repeat(length) : "9".repeat(length % 200);
        return "{\"" + NAMES[random.nextInt(NAMES.length)] + "\":"
                + (random.nextBoolean() ? '"' + filling + '"' : filling) + ",\""
                + (random.nextBoolean() ? filling : "y") + "\":1}";
    }

    private String brokenText() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(2_000); i >= 0; i--) {
            char any = (char) (random.nextInt(3) == 0 ? 0xD800 + random.nextInt(0x800) : 0x20 + random.nextInt(0xFFDF));
            text.append(any == '"' || any == '\\' ? 'x' : any);
        }
        String name = NAMES[random.nextInt(NAMES.length)];
        return "{\"" + name + "\":\"" + text + "\",\"session_name\":\"" + text + "\",\"cwd\":\"/" + text + "\"}";
    }
}
