package org.contextagent.api.command;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command of the running agent; registered as a service, every edge that takes commands has it: the local socket (and with it
 * {@code context-agent NAME}) and the Gogo shell ({@code context:NAME}).
 */
@ConsumerType
public interface Command {

    /** One lower-case word. */
    String name();

    /** How it is called, without the program's name: {@code state [--json] [--workspace DIR]}. */
    String usage();

    /** What it does, in one line. */
    String summary();

    /**
     * Does it. May take as long as the caller stays; ends when {@link Output#isClosed()} or when it is interrupted.
     *
     * @throws UsageException when the arguments are off
     * @throws CommandException when it failed, with a line that says what and what to do
     */
    void run(Call call, Output output) throws CommandException, InterruptedException;

    /**
     * @param arguments what followed the name
     * @param directory the caller's current directory; absolute
     */
    record Call(List<String> arguments, java.nio.file.Path directory) {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** Where the answer goes. */
    interface Output {

        /**
         * A line of the answer, without its end. What is foreign in it must be made safe first
         * ({@link org.contextagent.api.text.SafeText}); JSON with its control characters escaped is safe.
         */
        void line(String line);

        /** The caller is gone. */
        boolean isClosed();
    }
}
