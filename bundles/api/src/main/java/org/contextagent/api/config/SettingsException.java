package org.contextagent.api.config;

import java.util.List;

/** A change of the configuration was refused; the old values stay. */
public class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** @param problems each thing that is wrong, with what is valid; no secret in it */
    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
