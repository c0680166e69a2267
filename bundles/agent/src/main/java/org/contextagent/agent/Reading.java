package org.contextagent.agent;

import org.contextagent.api.state.Facts;
import org.jspecify.annotations.Nullable;

/**
 * What a sensor last said of a target.
 *
 * @param facts the last good reading; nothing when there was none
 * @param good there was a good one
 * @param stale why the good one is an old one, or is missing; null while it is fresh or the sensor was never asked
 */
record Reading(Facts facts, boolean good, @Nullable String stale) {

    /** Of a sensor that was never asked. */
    static final Reading NONE = new Reading(Facts.NONE, false, null);

    /**
     * After a failed call. The reason is that of the first one since the last good reading, so that a sensor that fails in
     * changing words does not change the state with each of them.
     */
    Reading failed(String problem) {
        return new Reading(facts, good, stale == null ? problem : stale);
    }

    /** After a good call that left what was known as it was. */
    Reading confirmed() {
        return new Reading(facts, true, null);
    }
}
