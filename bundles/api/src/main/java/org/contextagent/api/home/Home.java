package org.contextagent.api.home;

import java.nio.file.Path;
import java.util.Map;

/**
 * The three folders of one user's runtime.
 *
 * @param run sockets, port, token and lock; gone after a reboot
 * @param state logs, caches and what must outlive the process
 * @param config what the user writes
 */
public record Home(Path run, Path state, Path config) {

    /** Framework or system property that wins over the environment variable of the same meaning. */
    public static final String PROPERTY = "org.contextagent.home";

    /** The folders of this process: {@value #PROPERTY} if set, else by the environment. */
    public static Home current() {
        String home = System.getProperty(PROPERTY, "");
        return home.isEmpty() ? of(System.getenv(), Path.of(System.getProperty("user.home"))) : under(Path.of(home));
    }

    /**
     * By {@code CONTEXT_AGENT_HOME}, else by the XDG variables, else by their defaults. An XDG value that is not absolute
     * is ignored, as the XDG Base Directory Specification 0.8 asks.
     */
    public static Home of(Map<String, String> environment, Path userHome) {
        String home = environment.getOrDefault("CONTEXT_AGENT_HOME", "");
        if (!home.isEmpty()) {
            return under(Path.of(home));
        }
        Path state = xdg(environment, "XDG_STATE_HOME", userHome.resolve(".local/state"));
        // without a runtime folder of the session the state folder is the one place that is surely the user's own
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path run = runtime.startsWith("/") ? Path.of(runtime, "context-agent") : state.resolve("run");
        Path config = xdg(environment, "XDG_CONFIG_HOME", userHome.resolve(".config"));
        return new Home(run, state, config);
    }

    private static Home under(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new Home(absolute.resolve("run"), absolute.resolve("state"), absolute.resolve("config"));
    }

    private static Path xdg(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "");
        return (value.startsWith("/") ? Path.of(value) : otherwise).resolve("context-agent");
    }
}
