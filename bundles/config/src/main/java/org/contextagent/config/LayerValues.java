package org.contextagent.config;

import java.util.Map;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;

/**
 * The options that one layer sets.
 *
 * @param layer which
 * @param source where exactly, for a person; the environment's is said by variable instead
 * @param values checked
 */
record LayerValues(Setting.Layer layer, String source, Map<Option, Object> values) {

    LayerValues {
        values = Map.copyOf(values);
    }

    String source(Option option) {
        return layer == Setting.Layer.ENVIRONMENT ? "environment variable " + option.variable() : source;
    }

    /** Names the options but not their values, which can be secret. */
    @Override
    public String toString() {
        return layer + " " + source + " " + values.keySet();
    }
}
