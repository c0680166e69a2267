package org.contextagent.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher was called with: {@code [--config FILE] [FOLDER]}.
 *
 * @param folder the first workspace; absolute
 * @param config the configuration file of the layer below the environment
 */
record Arguments(Path folder, Optional<Path> config) {

    static Arguments parse(String... arguments) throws StartException {
        @Nullable String folder = null;
        @Nullable String config = null;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--config") && i + 1 < arguments.length) {
                config = arguments[++i];
            } else if (argument.startsWith("--config=")) {
                config = argument.substring("--config=".length());
            } else if (argument.startsWith("-") || folder != null) {
                throw new StartException("usage: context-agent run|start [--config FILE] [FOLDER]");
            } else {
                folder = argument;
            }
        }
        Path workspace = Path.of(folder == null ? "" : folder).toAbsolutePath().normalize();
        if (!Files.isDirectory(workspace)) {
            throw new StartException("no such folder: " + workspace);
        }
        return new Arguments(
                workspace,
                Optional.ofNullable(config)
                        .map(file -> Path.of(file).toAbsolutePath().normalize()));
    }
}
