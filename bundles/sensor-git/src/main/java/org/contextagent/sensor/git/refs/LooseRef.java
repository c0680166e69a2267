package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextagent.sensor.git.disk.Kind;
import org.contextagent.sensor.git.disk.Trail;

/** A ref in a file of its own. */
final class LooseRef {

    private static final int LONGEST = 8 * 1024;

    private LooseRef() {}

    /** What it holds; nothing where there is no file. */
    static Optional<RefValue> read(Path path, Trail trail) throws IOException {
        Kind kind = trail.entry(path);
        if (kind == Kind.LINK) {
            // once upon a time this was how git made a ref hold the name of another
            RefValue target = RefValue.symbolic(trail.disk().link(path).toString());
            return target instanceof RefValue.Symbolic
                    ? Optional.of(target)
                    : trail.text(path, LONGEST).map(RefValue::parse);
        }
        return kind == Kind.FILE ? trail.entryText(path, LONGEST).map(RefValue::parse) : Optional.empty();
    }
}
