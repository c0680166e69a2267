package org.contextagent.api.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The effective configuration with the source of each value, and an administrator's way to change it. For any thread. */
@ProviderType
public interface Settings {

    /** Each option once, in the order of {@link Option}. */
    List<Setting> all();

    Setting get(Option option);

    /** The value of a secret; never to be shown, logged or kept. */
    Optional<String> secret(Option option);

    /** What is odd but lets the agent run, for a person. */
    List<String> warnings();

    /**
     * Sets options in the administrator's layer, all or none of them; an empty value takes the option out of that layer. It
     * takes effect before this returns.
     *
     * @param values by the options' keys, as text
     * @param who who asked, for the history
     * @return what to know about the change: values of the environment that win over it
     * @throws SettingsException when a key or value is not valid, with every reason
     */
    List<String> change(Map<String, String> values, String who) throws SettingsException;

    /** The last configurations, newest first, at most 20. */
    List<Version> history();

    /**
     * Makes the administrator's layer what gives the values of an earlier configuration again, as far as the environment lets it.
     *
     * @throws SettingsException when there is no such number or its values are not valid any more
     */
    List<String> restore(int number, String who) throws SettingsException;

    /** The effective configuration as JSON (one object, keys of the options) without secrets. */
    String toJson();

    /** The effective configuration as a {@code .env} file without secrets. */
    String toEnv();

    /**
     * A configuration that was in effect.
     *
     * @param number counts them
     * @param time when it took effect
     * @param source what made the change, for a person
     * @param values by the options' keys, secrets left out
     */
    record Version(int number, Instant time, String source, Map<String, Object> values) {}
}
