package org.contextagent.api.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
     * @param input what the caller types while the command runs
     */
    record Call(List<String> arguments, Path directory, Input input) {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** Lines from the caller, for commands that converse. */
    interface Input {

        /** A caller that says nothing more. */
        Input NONE = Optional::empty;

        /** The next line, waiting for it; nothing when the caller is done or gone. */
        Optional<String> line() throws InterruptedException;
    }

    /** Where the answer goes. */
    interface Output {

        /**
         * A line of the answer, without its end. What is foreign in it must be made safe first
         * ({@link org.contextagent.api.text.SafeText}); JSON with its control characters escaped is safe.
         */
        void line(String line);

        /** What was asked so far is answered and the next line of {@link Input} is awaited. */
        default void awaitsLine() {}

        /** The caller is gone. */
        boolean isClosed();
    }
}
