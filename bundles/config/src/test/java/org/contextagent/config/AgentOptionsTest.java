package org.contextagent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.contextagent.api.config.Option;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Holds the form that consoles show against the options that there are. */
class AgentOptionsTest {

    private static final Map<String, Element> FIELDS = new HashMap<>();
    private static String pid = "";

    @BeforeAll
    static void readTheForm() throws Exception {
        try (InputStream in = AgentOptionsTest.class.getResourceAsStream(
                "/OSGI-INF/metatype/org.contextagent.config.AgentOptions.xml")) {
            Document form =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            NodeList fields = form.getElementsByTagName("AD");
            for (int i = 0; i < fields.getLength(); i++) {
                Element field = (Element) fields.item(i);
                FIELDS.put(field.getAttribute("id"), field);
            }
            pid = ((Element) form.getElementsByTagName("Designate").item(0)).getAttribute("pid");
        }
    }

    @Test
    @DisplayName("C14 the form is for the configuration that an administrator edits and has every option")
    void the_form_has_every_option_and_no_other() {
        assertEquals(Option.PID, pid);
        assertEquals(Arrays.stream(Option.values()).map(Option::key).collect(Collectors.toSet()), FIELDS.keySet());
    }

    @ParameterizedTest
    @DisplayName("C12 C14 a field has the type and default of its option; a secret's is a password")
    @EnumSource(Option.class)
    void a_field_is_as_its_option(Option option) {
        Element field = FIELDS.get(option.key());
        assertEquals(type(option), field.getAttribute("type"));
        assertFalse(field.getAttribute("description").isBlank());
        assertEquals(
                option.defaultValue().map(Object::toString).orElse(""),
                field.getAttribute("default").replace("\\", ""));
        assertEquals(option.defaultValue().isEmpty(), "false".equals(field.getAttribute("required")));
    }

    @Test
    void the_choices_of_a_field_are_valid() throws Exception {
        for (Option option : new Option[] {Option.LOG_LEVEL, Option.LOG_FORMAT}) {
            NodeList choices = FIELDS.get(option.key()).getElementsByTagName("Option");
            assertEquals(option.valid().split(", | or ").length, choices.getLength());
            for (int i = 0; i < choices.getLength(); i++) {
                String value = ((Element) choices.item(i)).getAttribute("value");
                assertEquals(value, OptionValues.ofText(option, value));
            }
        }
    }

    private static String type(Option option) {
        return switch (option.kind()) {
            case SECONDS -> "Double";
            case INTEGER -> "Long";
            case BOOLEAN -> "Boolean";
            case TEXT -> "String";
            case SECRET -> "Password";
        };
    }
}
