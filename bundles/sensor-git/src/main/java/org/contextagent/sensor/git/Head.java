package org.contextagent.sensor.git;

import java.io.IOException;
import java.util.Optional;
import org.contextagent.sensor.git.refs.RefName;
import org.contextagent.sensor.git.refs.RefValue;
import org.contextagent.sensor.git.refs.Refs;

/**
 * What is checked out.
 *
 * @param branch raw short name of the branch
 * @param commit the commit that it resolves to
 * @param detached it holds a commit itself
 * @param unborn the branch does not exist yet
 */
record Head(Optional<String> branch, Optional<String> commit, boolean detached, boolean unborn) {

    /** As deep as git follows refs that hold the names of refs. */
    private static final int DEEPEST = 5;

    private static final Head BROKEN = new Head(Optional.empty(), Optional.empty(), false, false);

    static Head read(Refs refs) throws IOException {
        String name = RefName.HEAD;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Optional<RefValue> value = refs.find(name);
            if (value.isEmpty()) {
                return new Head(branch(name), Optional.empty(), false, depth > 0);
            }
            if (value.get() instanceof RefValue.Direct direct) {
                return new Head(branch(name), Optional.of(direct.objectId()), depth == 0, false);
            }
            if (value.get() instanceof RefValue.Symbolic symbolic) {
                name = symbolic.target();
            } else {
                return new Head(branch(name), Optional.empty(), false, false);
            }
        }
        return BROKEN;
    }

    private static Optional<String> branch(String name) {
        return RefName.isBranch(name) ? Optional.of(RefName.branch(name)) : Optional.empty();
    }
}
