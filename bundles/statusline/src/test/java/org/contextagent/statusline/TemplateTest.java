package org.contextagent.statusline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Map;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static final State STATE = new State(
            "0.1.0",
            Facts.of(Map.of("model", "M", "workspace.name", "n", "workspace.path", "/p/n")),
            "",
            Instant.EPOCH,
            State.SENSOR_VERSION);

    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            plain;plain
            {model} {name} {path};M n /p/n
            {branch};
            a{? b {branch} c}d;ad
            a{? b {name} c}d;a b n cd
            {? no placeholder};" no placeholder"
            {? {name}{? {branch}}!};" n!"
            {? {branch}{? {name}}};
            {{name}} {{?;{name} {?
            {?({model})}{{}};(M){}
            """)
    void renders_text_placeholders_and_sections(String template, String line) throws Exception {
        assertEquals(
                line == null ? "" : line.replaceAll("^\"|\"$", ""),
                Template.parse(template).render(STATE));
    }

    @Test
    void a_bad_template_is_refused_with_the_position_in_characters() {
        assertEquals(
                "position 3: unknown placeholder '{nam}'; valid are {model}, {name}, {branch}, {usage}, {pct}, {path},"
                        + " {session}, {operation}, {stale}",
                message("🌿 {nam}"));
        assertEquals("position 3: '{' is not closed by a '}'; write '{{' for a brace", message("a {model"));
        assertEquals("position 2: a '}' that closes nothing; write '}}' for a brace", message("x}"));
        assertEquals("position 2: '{?' is not closed by a '}'", message("a{? b{name}"));
        assertEquals("position 6: a '}' that closes nothing; write '}}' for a brace", message("{? a}}"));
        assertEquals("position 17: more than 8 sections in each other", message("{?".repeat(9)));
        assertEquals(
                "position 1: unknown placeholder '{[31m}'",
                message("{\u001B[31m}").replaceFirst(";.*", ""));
    }

    private static String message(String template) {
        return String.valueOf(assertThrows(TemplateException.class, () -> Template.parse(template))
                .getMessage());
    }
}
