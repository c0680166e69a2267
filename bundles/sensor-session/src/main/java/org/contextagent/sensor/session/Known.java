package org.contextagent.sensor.session;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.contextagent.api.state.ContextWindow;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.jspecify.annotations.Nullable;

/**
 * What the documents of one session, or of a workspace itself, told so far; unmodifiable.
 *
 * @param folder where it works
 * @param model its model
 * @param window size of its context window in tokens
 * @param usage the usage that was told last
 * @param usageIsOld the tool told since then that it does not know the usage now, or left it out
 * @param more all other facts of the last status document
 */
record Known(
        Path folder,
        Optional<Model> model,
        OptionalLong window,
        Optional<Usage.Told> usage,
        boolean usageIsOld,
        Facts more) {

    /** What is known with one more document; nothing before the first. */
    static Known after(@Nullable Known before, Document document, Instant now) {
        if (document.kind() == Document.Kind.STATUS && !document.helper()) {
            return document.session().isPresent()
                    ? statusOfSession(before, document, now)
                    : statusOfWorkspace(document, now);
        }
        Known known = before == null ? nothing(document.folder()) : before;
        return document.helper() ? known : known.afterHook(document);
    }

    private static Known nothing(Path folder) {
        return new Known(folder, Optional.empty(), OptionalLong.empty(), Optional.empty(), false, Facts.NONE);
    }

    /** Depends on nothing that was before: what is left out has the defaults of the sensor script. */
    private static Known statusOfWorkspace(Document document, Instant now) {
        long window = document.window().orElse(ContextWindow.DEFAULT_MAX_TOKENS);
        Optional<Usage> usage =
                document.usage().or(() -> document.usageUnknown() ? Optional.empty() : Optional.of(Usage.ZERO));
        return new Known(
                document.folder(),
                Optional.of(document.model().orElse(Model.DEFAULT)),
                OptionalLong.of(window),
                usage.map(told -> new Usage.Told(told, window, now)),
                false,
                document.more());
    }

    /** What is left out of model, window and usage is as it was. */
    private static Known statusOfSession(@Nullable Known before, Document document, Instant now) {
        Optional<Known> earlier = Optional.ofNullable(before);
        Model model = document.model().or(() -> earlier.flatMap(Known::model)).orElse(Model.DEFAULT);
        long window = document.window()
                .orElseGet(() -> earlier.map(Known::window)
                        .orElse(OptionalLong.empty())
                        .orElse(ContextWindow.DEFAULT_MAX_TOKENS));
        Optional<Usage.Told> told = document.usage().map(usage -> new Usage.Told(usage, window, now));
        return new Known(
                document.folder(),
                Optional.of(model),
                OptionalLong.of(window),
                told.or(() -> earlier.flatMap(Known::usage)),
                told.isEmpty(),
                document.more());
    }

    private Known afterHook(Document document) {
        return switch (document.kind()) {
            case SESSION_START -> in(document.told()).with(document.model());
            case SESSION_CLEARED -> in(document.told()).with(document.model()).with(Optional.empty(), false);
            case FOLDER_CHANGED -> in(document.told());
            case MODEL_CHANGED -> with(document.model());
            case COMPACTED -> with(usage, true);
            case STATUS, SESSION_END, OTHER -> this;
        };
    }

    private Known in(Optional<Path> told) {
        return new Known(told.orElse(folder), model, window, usage, usageIsOld, more);
    }

    /** Hooks may call the model by its identifier alone: then it is still the one that is known with a name. */
    private Known with(Optional<Model> told) {
        boolean same = told.isEmpty()
                || model.filter(known -> known.isCalled(told.get().name())).isPresent();
        return same ? this : new Known(folder, told, window, usage, usageIsOld, more);
    }

    private Known with(Optional<Usage.Told> usage, boolean usageIsOld) {
        return new Known(folder, model, window, usage, usageIsOld, more);
    }

    Facts facts(Optional<String> session) {
        Facts.Builder facts = Facts.builder();
        more.asMap().forEach(facts::put);
        session.ifPresent(id -> facts.put(Fact.SESSION_ID, id));
        model.ifPresent(known -> {
            facts.put(Fact.MODEL, known.name());
            facts.put(Fact.MODEL_ID, known.id().orElse(null));
        });
        window.ifPresent(size -> facts.put(Fact.MAX_TOKENS, size));
        usage.ifPresent(told -> {
            told.addTo(facts, window.orElse(told.window()));
            if (usageIsOld) {
                facts.put(Fact.USAGE_AS_OF, told.at().toString());
            }
        });
        return facts.build();
    }
}
