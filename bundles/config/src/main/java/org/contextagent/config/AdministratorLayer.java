package org.contextagent.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;

/**
 * What an administrator set at run time; kept in a file, secrets too, so that it is there after a restart. What is not valid
 * any more (a folder that is gone) is kept but not used. For one thread at a time.
 */
final class AdministratorLayer {

    private final PrivateFile file;
    private Map<String, Object> kept = Map.of();
    private LayerValues values = new LayerValues(Setting.Layer.ADMINISTRATOR, "administrator", Map.of());
    private List<String> problems = List.of();
    private Optional<String> fileProblem = Optional.empty();

    AdministratorLayer(PrivateFile file) {
        this.file = file;
    }

    void load() {
        try {
            Optional<String> text = file.read();
            use(text.isEmpty() ? Map.of() : JsonSyntax.parse(text.get()));
        } catch (ConfigFileException | IOException unusable) {
            fileProblem = Optional.of(file.path() + " cannot be used: " + unusable.getMessage()
                    + "; it is left out and kept beside it as .broken");
            file.setAside();
        }
    }

    private void use(Map<String, Object> all) {
        Map<Option, Object> valid = new EnumMap<>(Option.class);
        List<String> invalid = new ArrayList<>();
        all.forEach((name, value) -> {
            Optional<Option> option = Option.ofKey(name);
            try {
                if (option.isEmpty()) {
                    invalid.add("administrator: " + Nearest.message(name) + "; it is left out");
                } else {
                    valid.put(option.get(), OptionValues.ofFile(option.get(), value));
                }
            } catch (InvalidValueException now) {
                invalid.add("administrator: " + now.getMessage() + "; it is left out");
            }
        });
        kept = all;
        values = new LayerValues(Setting.Layer.ADMINISTRATOR, "administrator", valid);
        problems = List.copyOf(invalid);
    }

    LayerValues values() {
        return values;
    }

    /** What is wrong with what was kept, for a person. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        fileProblem.ifPresent(all::add);
        return all;
    }

    /**
     * Sets options to checked values and takes out those that are given without one; nothing changes when it cannot be kept.
     */
    void change(Map<Option, Optional<Object>> changes) throws IOException {
        Map<String, Object> changed = new TreeMap<>(kept);
        changes.forEach((option, value) ->
                value.ifPresentOrElse(set -> changed.put(option.key(), set), () -> changed.remove(option.key())));
        if (!changed.equals(kept)) {
            file.write(JsonSyntax.write(changed));
            use(changed);
        }
    }
}
