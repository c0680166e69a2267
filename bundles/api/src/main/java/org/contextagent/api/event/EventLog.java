package org.contextagent.api.event;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The newest events, in memory and bounded. For any thread; never waits. */
@ProviderType
public interface EventLog {

    /**
     * @param afterSeq only events after this number; 0 for all
     * @param type only events of this type; nothing for all
     * @param limit at most so many, the newest ones
     * @return oldest first
     */
    List<ContextEvent> read(long afterSeq, Optional<EventType> type, int limit);
}
