package org.contextagent.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.jspecify.annotations.Nullable;

/** What an administrator wants different: options with new values, and options to reset. */
final class Edit {

    private final Map<Option, Optional<Object>> changes = new EnumMap<>(Option.class);
    private final List<String> problems = new ArrayList<>();

    /** An edit by texts, as commands give them; an empty one resets the option. */
    static Edit ofTexts(Map<String, String> texts) {
        Edit edit = new Edit();
        texts.forEach((name, text) -> edit.put(name, text, OptionValues::ofText));
        return edit;
    }

    /**
     * What somebody made of a configuration. A secret that is absent was not edited: it is not published. Empty text is what
     * forms make of an option that is not set.
     *
     * @param before what was published
     * @param found what is there instead
     * @param now what is in effect; that somebody set it to that is no edit
     */
    static Edit between(Map<String, Object> before, Map<String, Object> found, Map<String, Object> now) {
        Edit edit = new Edit();
        found.forEach((name, value) -> {
            boolean same = value.equals(before.get(name)) || value.equals(now.get(name));
            boolean stillUnset = "".equals(value) && !before.containsKey(name);
            if (!same && !stillUnset) {
                edit.put(name, value, OptionValues::ofProperty);
            }
        });
        before.keySet().stream()
                .filter(name -> !found.containsKey(name))
                .forEach(name -> edit.put(name, "", OptionValues::ofProperty));
        edit.changes.entrySet().removeIf(change -> {
            Object value = change.getValue().orElse(null);
            return value != null && isNow(value, change.getKey(), before, now);
        });
        return edit;
    }

    /** What gives a configuration again, when it lies on what the files give. */
    static Edit restoring(Map<String, Object> wanted, Effective below) {
        Edit edit = new Edit();
        for (Option option : Option.values()) {
            if (!option.isSecret()) {
                Object value = wanted.get(option.key());
                boolean given = Objects.equals(value, below.get(option).value().orElse(null));
                edit.put(option.key(), value == null || given ? "" : value, OptionValues::ofProperty);
            }
        }
        return edit;
    }

    private static boolean isNow(Object value, Option option, Map<String, Object> before, Map<String, Object> now) {
        return value.equals(before.get(option.key())) || value.equals(now.get(option.key()));
    }

    private <T> void put(String name, T given, Reader<T> reader) {
        @Nullable Option option = Option.ofKey(name).orElse(null);
        try {
            if (option == null) {
                problems.add(Nearest.message(name));
            } else if ("".equals(given)) {
                changes.put(option, Optional.empty());
            } else {
                changes.put(option, Optional.of(reader.read(option, given)));
            }
        } catch (InvalidValueException invalid) {
            problems.add(invalid.getMessage());
        }
    }

    Map<Option, Optional<Object>> changes() {
        return changes;
    }

    /** Everything that is not valid in it. */
    List<String> problems() {
        return problems;
    }

    /** Makes a checked value of an option. */
    private interface Reader<T> {
        Object read(Option option, T given) throws InvalidValueException;
    }
}
