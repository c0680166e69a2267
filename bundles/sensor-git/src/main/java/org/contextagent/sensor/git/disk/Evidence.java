package org.contextagent.sensor.git.disk;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * All that an answer rests on. For as long as it holds, the same answer would be found again.
 *
 * <p>A file that was written just before it was read may be written once more within the same tick of the file system's clock,
 * which its marks cannot show; such evidence is not settled and never holds.
 */
public final class Evidence {

    private final Map<Spot, Mark> marks;
    private final boolean settled;

    Evidence(Map<Spot, Mark> marks, boolean settled) {
        this.marks = marks;
        this.settled = settled;
    }

    /** Shows everything that was looked at, and what was there. */
    public void forEach(BiConsumer<Spot, Kind> visitor) {
        marks.forEach((spot, mark) -> visitor.accept(spot, mark.kind()));
    }

    /** Whether the answer may be given again without looking for it. */
    boolean holds(Disk disk) {
        return settled && isUnchanged(disk);
    }

    /** Whether everything looks as it did. */
    public boolean isUnchanged(Disk disk) {
        for (Map.Entry<Spot, Mark> seen : marks.entrySet()) {
            Spot spot = seen.getKey();
            if (!Mark.of(disk, spot.path(), spot.aspect()).equals(seen.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** The same, not worth a watch. */
    public Evidence unwatched() {
        Map<Spot, Mark> quiet = new LinkedHashMap<>();
        marks.forEach((spot, mark) -> quiet.put(new Spot(spot.path(), spot.aspect(), false), mark));
        return new Evidence(quiet, settled);
    }

    void addTo(Map<Spot, Mark> others) {
        marks.forEach(others::putIfAbsent);
    }

    boolean isSettled() {
        return settled;
    }
}
