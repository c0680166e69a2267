package org.contextagent.shell.testing;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;

/** Calls a command and keeps what it answers. */
public final class Answer implements Command.Output {

    public final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    public volatile boolean closed;
    public volatile int prompts;

    public static Answer of(Command command, Path directory, String... arguments)
            throws CommandException, InterruptedException {
        Answer answer = new Answer();
        command.run(new Command.Call(List.of(arguments), directory, Command.Input.NONE), answer);
        return answer;
    }

    /** What a caller types, line by line, and then nothing more. */
    public static Command.Input typing(String... typed) {
        Queue<String> left = new ArrayDeque<>(List.of(typed));
        return () -> Optional.ofNullable(left.poll());
    }

    public String text() {
        return String.join("\n", lines);
    }

    @Override
    public void line(String line) {
        lines.add(line);
    }

    @Override
    public void awaitsLine() {
        prompts++;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
