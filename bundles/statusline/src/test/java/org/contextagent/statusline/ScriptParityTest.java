package org.contextagent.statusline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;
import org.contextagent.api.text.SafeText;
import org.contextagent.statusline.testing.HostileDocuments;
import org.contextagent.statusline.testing.Script;
import org.contextagent.statusline.testing.ScriptStates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script without an agent says, byte for byte, what the agent would say. */
class ScriptParityTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 600);

    @TempDir
    Path temp;

    private final ObjectMapper json = new ObjectMapper();
    private final ScriptStates states = new ScriptStates();
    private final TemplateLineRenderer renderer = Renderers.standard();
    private final SensorDocument sensorDocument = new SensorDocument();
    private Path home;
    private Path directory;

    @BeforeEach
    void makeFolders() throws Exception {
        home = temp.resolve("none");
        directory = Files.createDirectory(temp.resolve("dir"));
    }

    /** A shell keeps no NUL in its variables. */
    private static String asRead(byte[] input) {
        return new String(input, StandardCharsets.UTF_8).replace("\0", "");
    }

    private void assertSame(byte[] input, Path directory, String hint) throws Exception {
        Script.Result result = new Script(home, directory, temp).run(input);
        State state = states.of(new ToolDocument(asRead(input), directory));
        assertEquals(renderer.render(state), result.line(), hint);
        assertEquals(json.readTree(sensorDocument.of(state)), result.document(), hint);
    }

    @Test
    @DisplayName("X1-X8 any document gives the same line and JSON with and without the agent")
    void hostile_documents_look_the_same_with_and_without_the_agent() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.err.println("documents of seed " + seed);
        HostileDocuments documents = new HostileDocuments(seed, temp);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = documents.next();
            assertSame(
                    input,
                    directory,
                    "seed " + seed + ", round " + round + ": " + new String(input, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    @DisplayName("X8 any folder and branch gives the same line and JSON with and without the agent")
    void hostile_names_look_the_same_with_and_without_the_agent() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.err.println("names of seed " + seed);
        HostileDocuments documents = new HostileDocuments(seed, temp);
        for (int round = 0; round < ROUNDS / 2; round++) {
            Path folder = documents.nextFolder(directory);
            byte[] input = documents.documentFor(folder).getBytes(StandardCharsets.UTF_8);
            assertSame(input, round % 2 == 0 ? folder : directory, "seed " + seed + ", round " + round + ": " + folder);
        }
    }

    @Test
    @DisplayName("X8 the script's tables of wide and combining characters are those of the agent")
    void characters_are_as_wide_with_and_without_the_agent() throws Exception {
        List<Integer> points = new ArrayList<>();
        String before = "";
        for (int point = 0xA0; point <= Character.MAX_CODE_POINT; point++) {
            String text = Character.toString(point);
            if (Character.getType(point) == Character.SURROGATE) {
                continue;
            }
            // alone, after a joiner, before a skin tone: whatever a table says of it shows in one of these
            String judged = SafeText.width(text) + " " + SafeText.width("👍\u200D" + text) + " "
                    + SafeText.width(text + "🏽") + " " + SafeText.line(text).length();
            if (!judged.equals(before)) {
                points.add(point - 1);
                points.add(point);
            }
            before = judged;
        }
        assertTrue(points.size() > 800, () -> points.size() + " characters at an edge");
        for (int from = 0; from < points.size(); from += 16) {
            StringBuilder alone = new StringBuilder();
            StringBuilder joined = new StringBuilder();
            for (int point : points.subList(from, Math.min(points.size(), from + 16))) {
                alone.appendCodePoint(point).append(point % 3 == 0 ? "🏽" : "a");
                joined.append("👍\u200D").appendCodePoint(point);
            }
            for (String text : List.of(alone.toString(), joined.toString())) {
                String input = "{\"model\":\"" + text + "a".repeat(80) + "\",\"cwd\":\"/\"}";
                assertSame(input.getBytes(StandardCharsets.UTF_8), directory, input);
            }
        }
    }
}
