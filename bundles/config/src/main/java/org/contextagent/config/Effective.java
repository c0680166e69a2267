package org.contextagent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;

/** The value that each option has once the layers lie on each other. Immutable. */
final class Effective {

    private final Map<Option, Setting> settings;

    private Effective(Map<Option, Setting> settings) {
        this.settings = settings;
    }

    /** Each option from the first layer that sets it, whatever it sets it to, else the default. */
    static Effective of(List<LayerValues> highestFirst) {
        Map<Option, Setting> settings = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            Setting setting = highestFirst.stream()
                    .filter(layer -> layer.values().containsKey(option))
                    .findFirst()
                    .map(layer -> new Setting(
                            option, Optional.of(layer.values().get(option)), layer.layer(), layer.source(option)))
                    .orElseGet(() -> builtIn(option));
            settings.put(option, setting);
        }
        return new Effective(settings);
    }

    private static Setting builtIn(Option option) {
        String source = option == Option.WORKSPACE_PATH
                ? "built-in: the folder that the agent was started in"
                : option.defaultValue().isPresent() ? "built-in default" : "not set";
        return new Setting(option, option.defaultValue(), Setting.Layer.BUILT_IN, source);
    }

    List<Setting> all() {
        return List.copyOf(settings.values());
    }

    Setting get(Option option) {
        return Objects.requireNonNull(settings.get(option));
    }

    /** The values that are set, by the options' keys and in their order, without secrets. */
    Map<String, Object> shareable() {
        Map<String, Object> values = new LinkedHashMap<>();
        settings.forEach((option, setting) -> {
            if (!option.isSecret()) {
                setting.value().ifPresent(value -> values.put(option.key(), value));
            }
        });
        return Collections.unmodifiableMap(values);
    }

    /** What is not set but needed for what is set. */
    List<String> warnings() {
        if (!Optional.of((Object) true).equals(get(Option.ENABLE_ZERODB).value())) {
            return List.of();
        }
        String missing = Stream.of(Option.ZERODB_API_KEY, Option.ZERODB_PROJECT_ID)
                .filter(option -> get(option).value().isEmpty())
                .map(Option::key)
                .collect(Collectors.joining(" and "));
        return missing.isEmpty()
                ? List.of()
                : List.of("enable_zerodb is true, but nothing is sent to ZeroDB without " + missing);
    }

    /** What is different from an earlier one, as it may be shown: {@code log_level=DEBUG}. */
    List<String> differences(Effective earlier) {
        List<String> differences = new ArrayList<>();
        settings.forEach((option, setting) -> {
            if (!setting.value().equals(earlier.get(option).value())) {
                differences.add(option.key() + (setting.value().isEmpty() ? " is not set" : "=" + setting.shown()));
            }
        });
        return differences;
    }

    /** Why options do not have the values that are wanted; secrets are not asked for. */
    List<String> missing(Map<String, Object> wanted) {
        List<String> missing = new ArrayList<>();
        settings.forEach((option, setting) -> {
            Optional<Object> value = Optional.ofNullable(wanted.get(option.key()));
            if (!option.isSecret() && !setting.value().equals(value)) {
                missing.add(option.key() + " is " + setting.shown() + " because of " + setting.source());
            }
        });
        return missing;
    }

    /** Where the values come from, the highest option first. */
    List<String> sources() {
        return settings.values().stream()
                .filter(setting -> setting.value().isPresent())
                .map(Setting::source)
                .distinct()
                .toList();
    }
}
