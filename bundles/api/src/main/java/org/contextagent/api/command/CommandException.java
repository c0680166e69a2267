package org.contextagent.api.command;

/** A command failed; the message is one line that says what and what to do. */
public class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    /** The exit status of the program: 1. */
    public int status() {
        return 1;
    }
}
