package org.contextagent.sensor.script;

import java.util.Map;
import java.util.regex.Pattern;

/** What a script sees of the agent's environment: everything but secrets. */
final class Environment {

    private static final Pattern SECRET =
            Pattern.compile("(?i)CONTEXT_AGENT_ZERODB.*|.*(SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE"
                    + "|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL).*");

    private Environment() {}

    static void removeSecrets(Map<String, String> environment) {
        environment.keySet().removeIf(name -> SECRET.matcher(name).matches());
    }
}
