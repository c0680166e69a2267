package org.contextagent.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.contextagent.api.command.Command;
import org.contextagent.shell.testing.Answer;
import org.contextagent.shell.testing.FakeAgents;
import org.contextagent.shell.testing.Framework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/** The commands in a real Gogo. */
class GogoTest {

    private final ThreadIOImpl threads = new ThreadIOImpl();
    private CommandProcessorImpl gogo;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        threads.start();
        gogo = new CommandProcessorImpl(threads);
    }

    @AfterEach
    void stop() {
        gogo.stop();
        threads.stop();
    }

    @Test
    void a_session_keeps_its_variables_and_answers_each_line() throws Exception {
        Answer answer = new Answer();
        ShellCommand command = new ShellCommand(gogo);
        command.run(
                new Command.Call(
                        List.of(), folder, Answer.typing("x = hello", "$x", "nosuch:command", "exit", "never read")),
                answer);
        assertEquals(List.of("hello", "hello"), answer.lines.subList(0, 2));
        assertTrue(answer.lines.get(2).contains("nosuch:command"), answer.text());
        assertEquals(4, answer.prompts);
        assertEquals(3, answer.lines.size(), answer.text());
    }

    @Test
    void a_command_is_a_gogo_function_as_long_as_it_is_there() throws Exception {
        try (Framework framework = new Framework(folder.resolve("felix"))) {
            FakeAgents agents = new FakeAgents();
            agents.add(folder);
            GogoCommands offered = new GogoCommands(framework.context(), gogo);
            Command workspaces = new WorkspaceCommand(agents);
            offered.addCommand(workspaces);
            offered.addCommand(new ShellCommand(gogo));
            ServiceReference<?>[] references = framework
                    .context()
                    .getAllServiceReferences(Function.class.getName(), "(osgi.command.scope=context)");
            assertEquals(1, references.length);
            assertEquals("workspace", references[0].getProperty("osgi.command.function"));
            Function function = (Function) framework.context().getService(references[0]);
            gogo.addCommand("context", function, "workspace");
            ByteArrayOutputStream console = new ByteArrayOutputStream();
            PrintStream printer = new PrintStream(console, true, StandardCharsets.UTF_8);
            try (CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), printer, printer)) {
                session.execute("context:workspace list");
                assertEquals(
                        folder.toString(),
                        console.toString(StandardCharsets.UTF_8).strip());
            }
            offered.removeCommand(workspaces);
            offered.removeCommand(workspaces);
            assertNull(framework.context().getServiceReference(Function.class));
        }
    }

    @Test
    void a_command_that_goes_after_the_framework_stopped_does_no_harm() throws Exception {
        Framework framework = new Framework(folder.resolve("felix"));
        GogoCommands offered = new GogoCommands(framework.context(), gogo);
        Command command = new WorkspaceCommand(new FakeAgents());
        offered.addCommand(command);
        framework.close();
        offered.removeCommand(command);
    }
}
