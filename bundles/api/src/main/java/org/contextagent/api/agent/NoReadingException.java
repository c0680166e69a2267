package org.contextagent.api.agent;

/** There is no state to give; the message says why and what to do. */
public class NoReadingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoReadingException(String message) {
        super(message);
    }
}
