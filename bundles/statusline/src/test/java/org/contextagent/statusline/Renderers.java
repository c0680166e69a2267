package org.contextagent.statusline;

import java.lang.annotation.Annotation;

/** The real renderer, made as the container makes it. */
public final class Renderers {

    private Renderers() {}

    public static TemplateLineRenderer standard() {
        return of("");
    }

    public static TemplateLineRenderer of(String format) {
        return new TemplateLineRenderer(config(format));
    }

    static TemplateLineRenderer.Config config(String format) {
        return new TemplateLineRenderer.Config() {
            @Override
            public String status__line__format() {
                return format;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return TemplateLineRenderer.Config.class;
            }
        };
    }
}
