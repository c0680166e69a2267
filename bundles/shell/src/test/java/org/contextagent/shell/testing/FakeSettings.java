package org.contextagent.shell.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;
import org.contextagent.api.config.Settings;
import org.contextagent.api.config.SettingsException;

/** Settings with a secret, and a change that is refused when its value is {@code bad}. */
public final class FakeSettings implements Settings {

    public final List<String> asked = new ArrayList<>();

    @Override
    public List<Setting> all() {
        return List.of(
                new Setting(
                        Option.POLLING_INTERVAL,
                        Optional.of(7.5),
                        Setting.Layer.ENVIRONMENT,
                        "CONTEXT_AGENT_POLLING_INTERVAL"),
                new Setting(Option.ZERODB_API_KEY, Optional.of("canary"), Setting.Layer.FILE, "my.json"),
                new Setting(Option.SENSOR_PATH, Optional.empty(), Setting.Layer.BUILT_IN, "built in"));
    }

    @Override
    public Setting get(Option option) {
        return all().stream()
                .filter(setting -> setting.option() == option)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Optional<String> secret(Option option) {
        return Optional.of("canary");
    }

    @Override
    public List<String> warnings() {
        return List.of("a\u001b[31m warning");
    }

    @Override
    public List<String> change(Map<String, String> values, String who) throws SettingsException {
        if (values.containsValue("bad")) {
            throw new SettingsException(List.of("first problem", "second problem"));
        }
        asked.add("change " + values);
        return List.of("the environment wins");
    }

    @Override
    public List<Version> history() {
        return List.of(new Version(3, Instant.parse("2026-11-24T08:00:00Z"), "somebody", Map.of("log_level", "INFO")));
    }

    @Override
    public List<String> restore(int number, String who) {
        asked.add("restore " + number);
        return List.of();
    }

    @Override
    public String toJson() {
        return "{\n  \"status_line_format\" : \"\u202E{name}\"\n}\n";
    }

    @Override
    public String toEnv() {
        return "CONTEXT_AGENT_POLLING_INTERVAL=7.5\nCONTEXT_AGENT_LOG_LEVEL=INFO\n";
    }
}
