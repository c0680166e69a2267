package org.contextagent.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.text.SafeText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code shell}: a Gogo session in the running agent; there where Gogo is. */
@Component(service = Command.class)
public final class ShellCommand implements Command {

    private final CommandProcessor gogo;

    @Activate
    public ShellCommand(@Reference(name = "gogo") CommandProcessor gogo) {
        this.gogo = gogo;
    }

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public String usage() {
        return "shell";
    }

    @Override
    public String summary() {
        return "a Gogo session in the running agent: type help, leave with exit";
    }

    @Override
    public void run(Call call, Output output) throws CommandException, InterruptedException {
        Arguments.parse(this, call.arguments(), Set.of(), Set.of(), 0);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(written, true, StandardCharsets.UTF_8);
        try (CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), printer, printer)) {
            session.currentDir(call.directory());
            output.awaitsLine();
            for (Optional<String> line = call.input().line();
                    goesOn(line);
                    line = call.input().line()) {
                execute(session, line.get(), printer);
                printer.flush();
                written.toString(StandardCharsets.UTF_8).lines().forEach(text -> output.line(SafeText.line(text)));
                written.reset();
                output.awaitsLine();
            }
        }
    }

    private static boolean goesOn(Optional<String> line) {
        return line.isPresent()
                && !line.get().strip().equals("exit")
                && !line.get().strip().equals("quit");
    }

    private static void execute(CommandSession session, String line, PrintStream printer) {
        try {
            Object result = session.execute(line);
            if (result != null) {
                printer.println(session.format(result, Converter.INSPECT));
            }
        } catch (Exception e) {
            // whatever a command throws is for the one who typed it
            printer.println(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
