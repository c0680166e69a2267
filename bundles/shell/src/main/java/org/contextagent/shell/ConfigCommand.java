package org.contextagent.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.config.Setting;
import org.contextagent.api.config.Settings;
import org.contextagent.api.config.SettingsException;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code config}: the effective options and where they come from; changes and restores them. */
@Component(service = Command.class)
public final class ConfigCommand implements Command {

    private static final String WHO = "context-agent config";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Settings settings;

    @Activate
    public ConfigCommand() {}

    ConfigCommand(@Nullable Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public String usage() {
        return "config [--json|--env] | config export | config set NAME VALUE | config reset NAME | config history [--json] | config restore N";
    }

    @Override
    public String summary() {
        return "the effective options with their sources; set, reset, history, restore";
    }

    @Override
    public void run(Call call, Output output) throws CommandException {
        Arguments arguments = Arguments.parse(this, call.arguments(), Set.of("json", "env"), Set.of(), 3);
        Settings current = Needed.from("org.contextagent.config", settings);
        List<String> rest = arguments.rest();
        String verb = rest.isEmpty() ? "list" : rest.get(0);
        try {
            switch (verb) {
                case "list" -> list(current, expect(arguments, rest.isEmpty() ? 0 : 1), output);
                case "export" -> {
                    expect(arguments, 1);
                    current.toJson().lines().forEach(line -> output.line(SafeText.json(line)));
                }
                case "set" ->
                    told(current.change(Map.of(expect(arguments, 3).rest().get(1), rest.get(2)), WHO), output);
                case "reset" ->
                    told(current.change(Map.of(expect(arguments, 2).rest().get(1), ""), WHO), output);
                case "history" -> history(current, expect(arguments, 1), output);
                case "restore" ->
                    told(current.restore(number(expect(arguments, 2).rest().get(1)), WHO), output);
                default -> throw Arguments.usage(this, "unknown verb '" + verb + "'");
            }
        } catch (SettingsException e) {
            throw new CommandException(SafeText.line(String.join("; ", e.problems())));
        }
    }

    private Arguments expect(Arguments arguments, int count) throws CommandException {
        if (arguments.rest().size() != count) {
            throw Arguments.usage(this, "wrong number of arguments");
        }
        return arguments;
    }

    private int number(String text) throws CommandException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Arguments.usage(this, "restore takes a number that 'config history' shows, not '" + text + "'");
        }
    }

    private static void told(List<String> notes, Output output) {
        output.line("done");
        notes.forEach(note -> output.line("note: " + SafeText.line(note)));
    }

    private static void list(Settings current, Arguments arguments, Output output) {
        if (arguments.has("env")) {
            current.toEnv().lines().forEach(line -> output.line(SafeText.line(line)));
            return;
        }
        if (arguments.has("json")) {
            output.line(Json.line(Map.of(
                    "options",
                    current.all().stream().map(ConfigCommand::document).toList(),
                    "warnings",
                    current.warnings())));
            return;
        }
        for (Setting setting : current.all()) {
            output.line(String.format(
                    "%-22s %-32s %s",
                    setting.option().key(), SafeText.line(setting.shown()), SafeText.line(setting.source())));
        }
        current.warnings().forEach(warning -> output.line("warning: " + SafeText.line(warning)));
    }

    /** An option as a document; a secret is redacted. */
    private static Map<String, @Nullable Object> document(Setting setting) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("option", setting.option().key());
        document.put(
                "value",
                setting.option().isSecret()
                        ? nullIfEmpty(setting.shown())
                        : setting.value().orElse(null));
        document.put("layer", setting.layer().name().toLowerCase(java.util.Locale.ROOT));
        document.put("source", setting.source());
        return document;
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static void history(Settings current, Arguments arguments, Output output) {
        for (Settings.Version version : current.history()) {
            if (arguments.has("json")) {
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("number", version.number());
                document.put("time", version.time().toString());
                document.put("source", version.source());
                document.put("values", version.values());
                output.line(Json.line(document));
            } else {
                output.line(
                        String.format("%4d  %s  ", version.number(), version.time()) + SafeText.line(version.source()));
            }
        }
    }
}
