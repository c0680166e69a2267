package org.contextagent.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;

/** What the environment variables of the process set; they do not change while it runs. */
final class EnvironmentLayer {

    private final LayerValues values;
    private final List<String> problems = new ArrayList<>();

    EnvironmentLayer(Map<String, String> environment) {
        Map<Option, Object> parsed = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            String text = environment.get(option.variable());
            if (text == null || (text.isEmpty() && isText(option))) {
                continue;
            }
            try {
                parsed.put(option, OptionValues.ofText(option, text));
            } catch (InvalidValueException invalid) {
                problems.add("environment variable " + option.variable() + ": " + invalid.getMessage());
            }
        }
        values = new LayerValues(Setting.Layer.ENVIRONMENT, "environment", parsed);
    }

    // a variable cannot always be unset where it is given (containers, services), so empty text means unset
    private static boolean isText(Option option) {
        return option.kind() == Option.Kind.TEXT || option.kind() == Option.Kind.SECRET;
    }

    LayerValues values() {
        return values;
    }

    /** The variables that are not valid, with what is valid. */
    List<String> problems() {
        return problems;
    }

    boolean sets(Option option) {
        return values.values().containsKey(option);
    }
}
