package org.contextagent.api.command;

/** A command was called wrongly; the message says what is valid. */
public class UsageException extends CommandException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    /** The exit status of the program: 2. */
    @Override
    public int status() {
        return 2;
    }
}
