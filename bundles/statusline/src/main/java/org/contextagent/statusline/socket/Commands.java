package org.contextagent.statusline.socket;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.text.SafeText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs commands for callers; a command ends when its caller is gone. */
final class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final int WRONG_USAGE = 2;

    private final Supplier<List<Command>> commands;
    private final ExecutorService workers;
    private final Path home;
    private final Duration farewell;

    /**
     * @param commands those that are there now
     * @param workers one runs the command while the caller's own watches the caller
     * @param home the folder of callers that told none
     */
    Commands(Supplier<List<Command>> commands, ExecutorService workers, Path home, Duration farewell) {
        this.commands = commands;
        this.workers = workers;
        this.home = home;
        this.farewell = farewell;
    }

    /** Runs the command to its end, or the caller's. */
    void run(Request.Run request, Connection connection) {
        Conversation conversation = new Conversation(connection, request.framed());
        Optional<Command> command = commands.get().stream()
                .filter(candidate -> candidate.name().equals(request.name()))
                .findFirst();
        if (command.isEmpty()) {
            conversation.failed(unknown(request.name()), WRONG_USAGE);
            return;
        }
        Command.Call call = new Command.Call(
                request.arguments(),
                request.directory().orElse(home),
                request.framed() ? conversation : Command.Input.NONE);
        Future<?> running;
        try {
            running = workers.submit(() -> run(command.get(), call, conversation, connection));
        } catch (RejectedExecutionException e) {
            conversation.failed("the agent is too busy or about to end; try again", 1);
            return;
        }
        watch(running, conversation, connection);
    }

    void refuse(Request.Wrong request, Connection connection) {
        new Conversation(connection, request.framed()).failed(request.problem(), WRONG_USAGE);
    }

    private String unknown(String name) {
        List<String> names =
                commands.get().stream().map(Command::name).sorted().distinct().toList();
        return "unknown command '" + SafeText.cut(SafeText.line(name), 40) + "'; "
                + (names.isEmpty()
                        ? "there are none now"
                        : names.stream().collect(Collectors.joining(", ", "there are: ", "")));
    }

    private static void run(Command command, Command.Call call, Conversation conversation, Connection connection) {
        try {
            command.run(call, conversation);
            conversation.done();
        } catch (CommandException e) {
            conversation.failed(message(e), e.status());
        } catch (InterruptedException e) {
            LOG.debug("The command {} was interrupted", command.name());
            conversation.failed("interrupted", 1);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The command {} failed", command.name(), e);
            conversation.failed(command.name() + " failed: " + message(e) + " (see the agent's log)", 1);
        } finally {
            // ends the watch
            connection.close();
        }
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private void watch(Future<?> running, Conversation conversation, Connection connection) {
        try {
            Optional<String> line;
            while ((line = connection.readLine(Limits.INPUT_BYTES)).isPresent()) {
                if (!conversation.typed(line.get())) {
                    throw new IOException("the caller is too many lines ahead");
                }
            }
            // the caller closed its sending side, which need not mean that it is gone
            conversation.typedAll();
            running.get(farewell.toNanos(), TimeUnit.NANOSECONDS);
        } catch (IOException | TimeoutException e) {
            LOG.debug("A caller is gone", e);
        } catch (ExecutionException e) {
            LOG.error("A command ended badly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.close();
            conversation.typedAll();
            running.cancel(true);
        }
    }
}
