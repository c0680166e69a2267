package org.contextagent.shell;

import org.contextagent.api.command.CommandException;
import org.jspecify.annotations.Nullable;

/** Services that may be away while their bundle is stopped or updated. */
final class Needed {

    private Needed() {}

    /** The service, or an error that names the bundle that gives it. */
    static <T> T from(String bundle, @Nullable T service) throws CommandException {
        if (service == null) {
            throw new CommandException(
                    "the bundle " + bundle
                            + " is not running; see 'context-agent status', and put its jar into the deploy folder if it is missing");
        }
        return service;
    }
}
