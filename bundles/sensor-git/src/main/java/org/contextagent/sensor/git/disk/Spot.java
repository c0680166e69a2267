package org.contextagent.sensor.git.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A path and what of it an answer rests on.
 *
 * @param watched whether a change of it is worth a watch; else it is only found when the answer is asked for again
 */
public record Spot(Path path, Aspect aspect, boolean watched) {

    // by hand: in Java 17 the generated ones keep the class loader of this bundle alive after its end

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Spot spot && path.equals(spot.path) && aspect == spot.aspect && watched == spot.watched;
    }

    @Override
    public int hashCode() {
        return (path.hashCode() * 31 + aspect.ordinal()) * 2 + (watched ? 1 : 0);
    }
}
