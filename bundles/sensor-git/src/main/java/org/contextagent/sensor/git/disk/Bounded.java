package org.contextagent.sensor.git.disk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that cannot grow for ever. */
public final class Bounded {

    private Bounded() {}

    /** A map for any thread that drops what was not asked for the longest when there is more than so much in it. */
    public static <K, V> Map<K, V> map(int size) {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > size;
            }
        });
    }
}
