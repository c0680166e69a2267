package org.contextagent.config;

import java.util.List;

/** A configuration file cannot be used; the message says everything that is wrong with it and shows no secret. */
final class ConfigFileException extends Exception {

    private static final long serialVersionUID = 1L;

    ConfigFileException(String problem) {
        super(problem);
    }

    ConfigFileException(List<String> problems) {
        super(String.join("; ", problems));
    }
}
