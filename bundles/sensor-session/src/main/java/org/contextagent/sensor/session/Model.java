package org.contextagent.sensor.session;

import java.util.Optional;

/**
 * A model.
 *
 * @param name as a person calls it
 * @param id the tool's own identifier of it, where it was told
 */
record Model(String name, Optional<String> id) {

    /** Stands in where no document told the model. */
    static final Model DEFAULT = new Model("Claude", Optional.empty());

    boolean isCalled(String nameOrId) {
        return name.equals(nameOrId) || id.filter(nameOrId::equals).isPresent();
    }
}
