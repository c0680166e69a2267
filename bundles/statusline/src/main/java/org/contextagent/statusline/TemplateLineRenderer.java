package org.contextagent.statusline;

import java.util.Map;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.line.LineRenderer;
import org.contextagent.api.state.State;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.contextagent.api.text.SafeText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders states by the template of the option {@code status_line_format}; by the default one while that is not well formed. */
@Component(
        service = {LineRenderer.class, StatusSource.class},
        configurationPid = {Option.PID, TemplateLineRenderer.PID})
public final class TemplateLineRenderer implements LineRenderer, StatusSource {

    static final String PID = "org.contextagent.statusline";

    /** Most columns of a line. */
    static final int MAX_COLUMNS = 400;

    /** The option; empty means its default. */
    @interface Config {
        String status__line__format() default "";
    }

    private record Form(Template template, Optional<String> problem) {}

    private static final Logger LOG = LoggerFactory.getLogger(TemplateLineRenderer.class);

    private final Template standard;
    private volatile Form form;

    @Activate
    public TemplateLineRenderer(Config config) {
        try {
            standard = Template.parse(
                    Option.STATUS_LINE_FORMAT.defaultValue().orElseThrow().toString());
        } catch (TemplateException e) {
            throw new IllegalStateException("the default of " + Option.STATUS_LINE_FORMAT.key() + " is bad", e);
        }
        form = read(config.status__line__format());
    }

    @Modified
    void modified(Config config) {
        form = read(config.status__line__format());
    }

    private Form read(String template) {
        if (template.isBlank()) {
            return new Form(standard, Optional.empty());
        }
        try {
            return new Form(Template.parse(template), Optional.empty());
        } catch (TemplateException e) {
            String problem = Option.STATUS_LINE_FORMAT.key() + ": " + e.getMessage();
            LOG.warn("{}; the default format is used until it is corrected", problem);
            return new Form(standard, Optional.of(problem));
        }
    }

    @Override
    public String render(State state) {
        String line = form.template().render(state);
        // an empty line would make tools show nothing at all, as if the agent were broken
        return SafeText.cut(line.isBlank() ? standard.render(state) : line, MAX_COLUMNS);
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public Status status() {
        return form.problem()
                .map(problem -> new Status(Status.Level.WARN, problem + "; the default format is used", Map.of()))
                .orElseGet(() -> new Status(Status.Level.OK, "the format is well formed", Map.of()));
    }
}
