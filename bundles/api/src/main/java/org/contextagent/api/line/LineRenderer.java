package org.contextagent.api.line;

import org.contextagent.api.state.State;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the status line of a state. For any thread. */
@ProviderType
public interface LineRenderer {

    /** One line without its end, free of control characters and safe for a terminal. */
    String render(State state);
}
