package org.contextagent.statusline.socket;

/** The runtime folder cannot be used; the message says why and what to do. */
final class RunFolderException extends Exception {

    private static final long serialVersionUID = 1L;

    RunFolderException(String message) {
        super(message);
    }
}
