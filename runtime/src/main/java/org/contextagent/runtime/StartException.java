package org.contextagent.runtime;

/** The runtime cannot start; the message is for the person who started it: what is wrong and what to do. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
