package org.contextagent.shell;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.text.SafeText;

/** Which workspace a caller means. */
final class Places {

    private Places() {}

    /**
     * The one that is named; else the one that holds the caller's directory, the nearest of several; else the only one.
     *
     * @throws CommandException when that is none, with the ones there are
     */
    static Path choose(Command command, Command.Call call, Optional<String> named, Collection<Path> workspaces)
            throws CommandException {
        if (named.isPresent()) {
            Path wanted = resolve(command, call, named.get());
            if (workspaces.contains(wanted)) {
                return wanted;
            }
            throw new CommandException("no workspace " + shown(wanted) + known(workspaces));
        }
        Path directory = call.directory().normalize();
        Path real = real(directory);
        // a folder may have been reached through a link, here or where it was added
        Optional<Path> nearest = workspaces.stream()
                .filter(workspace -> directory.startsWith(workspace) || real.startsWith(real(workspace)))
                .max(Comparator.comparingInt(workspace -> real(workspace).getNameCount()));
        if (nearest.isPresent()) {
            return nearest.get();
        }
        if (workspaces.size() == 1) {
            return workspaces.iterator().next();
        }
        throw new CommandException("no workspace holds " + shown(directory) + known(workspaces));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    /** A path as the caller wrote it, from the caller's directory. */
    static Path resolve(Command command, Command.Call call, String text) throws CommandException {
        try {
            return call.directory().resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw Arguments.usage(command, "not a path: '" + text + "'");
        }
    }

    static String shown(Path path) {
        return SafeText.line(path.toString());
    }

    private static String known(Collection<Path> workspaces) {
        return workspaces.isEmpty()
                ? "; there is none yet: 'context-agent workspace add DIR' makes one"
                : "; there are "
                        + workspaces.stream().map(Places::shown).sorted().collect(Collectors.joining(", "))
                        + "; choose one with --workspace or add it with 'context-agent workspace add DIR'";
    }
}
