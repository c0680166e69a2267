package org.contextagent.sensor.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which name goes with which identifier of a model, learnt from documents that tell both. Hooks tell the identifier alone;
 * without the name the next status document would look like a second change of the model. For any thread.
 */
final class ModelNames {

    private static final int MOST = 100;

    private final Map<String, String> nameById = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    });

    void learn(Model model) {
        model.id().ifPresent(id -> nameById.put(id, model.name()));
    }

    /** The model with its name where a model without one is called by an identifier that is known. */
    Model named(Model model) {
        return model.id().isPresent()
                ? model
                : Optional.ofNullable(nameById.get(model.name()))
                        .map(name -> new Model(name, Optional.of(model.name())))
                        .orElse(model);
    }
}
