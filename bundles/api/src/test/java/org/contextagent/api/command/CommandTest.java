package org.contextagent.api.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void a_failed_command_ends_with_1_and_a_wrong_call_with_2() {
        assertEquals(1, new CommandException("no agent runs").status());
        assertEquals(2, new UsageException("valid are --json").status());
        assertEquals("valid are --json", new UsageException("valid are --json").getMessage());
    }

    @Test
    void a_call_keeps_its_arguments() throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--json"));
        Command.Call call = new Command.Call(arguments, Path.of("/"), Command.Input.NONE);
        arguments.clear();

        assertEquals(List.of("--json"), call.arguments());
        assertThrows(UnsupportedOperationException.class, () -> call.arguments().add("x"));
        assertEquals(Optional.empty(), call.input().line());
    }

    @Test
    void an_output_need_not_care_that_input_is_awaited() {
        List<String> lines = new ArrayList<>();
        Command.Output output = new Command.Output() {
            @Override
            public void line(String line) {
                lines.add(line);
            }

            @Override
            public boolean isClosed() {
                return false;
            }
        };

        output.awaitsLine();
        output.line("one");
        assertEquals(List.of("one"), lines);
    }
}
