package org.contextagent.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.UsageException;
import org.contextagent.api.text.SafeText;

/** What a command was called with: flags ({@code --json}), options ({@code --limit 5}, {@code --limit=5}) and the rest. */
record Arguments(Set<String> flags, Map<String, String> options, List<String> rest) {

    /**
     * @param command for its usage, in the message
     * @param flags the names, without dashes, that stand alone
     * @param options the names that take a value
     * @param most how many other arguments there may be
     * @throws UsageException for anything else, with what is valid
     */
    static Arguments parse(Command command, List<String> arguments, Set<String> flags, Set<String> options, int most)
            throws UsageException {
        Set<String> seenFlags = new java.util.HashSet<>();
        Map<String, String> seenOptions = new HashMap<>();
        List<String> rest = new ArrayList<>();
        boolean onlyRest = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (onlyRest || !argument.startsWith("--")) {
                rest.add(argument);
                continue;
            }
            if (argument.equals("--")) {
                onlyRest = true;
                continue;
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (flags.contains(name) && equals < 0) {
                seenFlags.add(name);
            } else if (options.contains(name)) {
                if (equals < 0 && ++i == arguments.size()) {
                    throw usage(command, "--" + name + " needs a value");
                }
                seenOptions.put(name, equals < 0 ? arguments.get(i) : argument.substring(equals + 1));
            } else {
                String valid = Stream.concat(flags.stream(), options.stream())
                        .map(known -> "--" + known)
                        .sorted()
                        .collect(Collectors.joining(", "));
                throw usage(command, "unknown option " + argument + (valid.isEmpty() ? "" : "; valid are " + valid));
            }
        }
        if (rest.size() > most) {
            throw usage(command, "unexpected argument '" + rest.get(most) + "'");
        }
        return new Arguments(seenFlags, seenOptions, rest);
    }

    /** An error that ends with how the command is called. */
    static UsageException usage(Command command, String problem) {
        return new UsageException(SafeText.line(problem) + " (usage: context-agent " + command.usage() + ")");
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** A whole number, at least 0, or the given one when the option is not there. */
    long number(Command command, String name, long otherwise) throws UsageException {
        String text = options.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with what is valid
        }
        throw usage(command, "--" + name + " takes a whole number from 0, not '" + text + "'");
    }
}
