package org.contextagent.statusline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.contextagent.api.state.State;
import org.contextagent.api.text.SafeText;

/**
 * The status line's form: text with placeholders such as {@code {name}}. A section {@code {? … }} is left out when a placeholder
 * right in it is empty; sections may nest. Two opening braces stand for one, so do, outside of sections, two closing ones.
 */
final class Template {

    private static final int MAX_NESTING = 8;
    private static final String SECTION = "{?";

    private sealed interface Part {

        /** Appends itself; says whether a value was there. */
        boolean append(State state, StringBuilder line);
    }

    private record Text(String text) implements Part {
        @Override
        public boolean append(State state, StringBuilder line) {
            line.append(text);
            return true;
        }
    }

    private record Value(Placeholder placeholder) implements Part {
        @Override
        public boolean append(State state, StringBuilder line) {
            String value = placeholder.of(state);
            line.append(value);
            return !value.isEmpty();
        }
    }

    private record Section(List<Part> parts) implements Part {
        @Override
        public boolean append(State state, StringBuilder line) {
            int start = line.length();
            for (Part part : parts) {
                if (!part.append(state, line)) {
                    line.setLength(start);
                    break;
                }
            }
            return true;
        }
    }

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException with the position of what is wrong
     */
    static Template parse(String template) throws TemplateException {
        return new Template(new Parser(template).parts(0, 0));
    }

    /** The line of a state, not yet cut. */
    String render(State state) {
        StringBuilder line = new StringBuilder(80);
        parts.forEach(part -> part.append(state, line));
        return line.toString();
    }

    private static final class Parser {

        private final String template;
        private int at;

        Parser(String template) {
            this.template = template;
        }

        /**
         * Reads up to the end of the section, or of the template at depth 0.
         *
         * @param opened where the section began
         */
        List<Part> parts(int depth, int opened) throws TemplateException {
            List<Part> parts = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            while (at < template.length()) {
                char c = template.charAt(at);
                if (template.startsWith("{{", at) || (template.startsWith("}}", at) && depth == 0)) {
                    text.append(c);
                    at += 2;
                } else if (c == '}') {
                    if (depth == 0) {
                        throw new TemplateException(template, at, "a '}' that closes nothing; write '}}' for a brace");
                    }
                    at++;
                    add(parts, text);
                    return List.copyOf(parts);
                } else if (c == '{') {
                    add(parts, text);
                    parts.add(template.startsWith(SECTION, at) ? section(depth) : value());
                } else {
                    text.append(c);
                    at++;
                }
            }
            if (depth > 0) {
                throw new TemplateException(template, opened, "'{?' is not closed by a '}'");
            }
            add(parts, text);
            return List.copyOf(parts);
        }

        private Part section(int depth) throws TemplateException {
            if (depth == MAX_NESTING) {
                throw new TemplateException(template, at, "more than " + MAX_NESTING + " sections in each other");
            }
            int opened = at;
            at += SECTION.length();
            return new Section(parts(depth + 1, opened));
        }

        private Part value() throws TemplateException {
            int end = template.indexOf('}', at);
            if (end < 0) {
                throw new TemplateException(template, at, "'{' is not closed by a '}'; write '{{' for a brace");
            }
            String key = template.substring(at + 1, end);
            int opened = at;
            at = end + 1;
            return Placeholder.ofKey(key)
                    .map(Value::new)
                    .orElseThrow(() -> new TemplateException(
                            template,
                            opened,
                            "unknown placeholder '{" + SafeText.line(key) + "}'; valid are " + valid()));
        }

        private static void add(List<Part> parts, StringBuilder text) {
            if (!text.isEmpty()) {
                parts.add(new Text(SafeText.line(text.toString())));
                text.setLength(0);
            }
        }

        private static String valid() {
            return Arrays.stream(Placeholder.values())
                    .map(placeholder -> "{" + placeholder.key() + "}")
                    .collect(Collectors.joining(", "));
        }
    }
}
