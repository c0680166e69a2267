package org.contextagent.shell;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.contextagent.api.command.Command;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Offers each {@link Command} to Gogo, where Gogo is there: {@code context:state} and so on. */
@Component(service = {})
public final class GogoCommands {

    /** The scope of the commands in Gogo. */
    static final String SCOPE = "context";

    private final BundleContext context;
    private final Map<Command, ServiceRegistration<Function>> registrations = new ConcurrentHashMap<>();

    /** @param gogo the reason to be active: without Gogo its classes cannot be loaded */
    @Activate
    public GogoCommands(BundleContext context, @Reference(name = "gogo") CommandProcessor gogo) {
        this.context = context;
    }

    @Reference(name = "command", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCommand(Command command) {
        // a session in a session makes no sense
        if (!(command instanceof ShellCommand)) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(CommandProcessor.COMMAND_SCOPE, SCOPE);
            properties.put(CommandProcessor.COMMAND_FUNCTION, command.name());
            registrations.put(command, context.registerService(Function.class, new Call(command), properties));
        }
    }

    void removeCommand(Command command) {
        ServiceRegistration<Function> registration = registrations.remove(command);
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // this bundle is stopping and its services went with it
            }
        }
    }

    /** A command as a Gogo function. */
    private record Call(Command command) implements Function {

        @Override
        public @Nullable Object execute(CommandSession session, List<Object> arguments) throws Exception {
            Path directory = session.currentDir() == null ? Path.of("").toAbsolutePath() : session.currentDir();
            command.run(
                    new Command.Call(arguments.stream().map(String::valueOf).toList(), directory, Command.Input.NONE),
                    new Console(session));
            return null;
        }
    }

    /** A session's console as the place for the answer. */
    private record Console(CommandSession session) implements Command.Output {

        @Override
        public void line(String line) {
            session.getConsole().println(line);
        }

        @Override
        public boolean isClosed() {
            return Thread.currentThread().isInterrupted()
                    || session.getConsole().checkError();
        }
    }
}
