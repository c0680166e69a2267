package org.contextagent.sensor.git;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a repository are; all paths are real ones.
 *
 * @param gitDir the folder with the {@code HEAD} of this work tree
 * @param commonDir the folder with what all its work trees share; the same where there is one work tree
 * @param workTree top folder of the work tree; nothing in a bare repository, and inside a {@code .git} folder
 * @param bare it is configured to have no work tree
 * @param linked the work tree is a linked one
 * @param submodule it is a submodule of another repository
 * @param format how its refs and ids are kept
 */
record Layout(
        Path gitDir,
        Path commonDir,
        Optional<Path> workTree,
        boolean bare,
        boolean linked,
        boolean submodule,
        Format format) {

    /**
     * @param reftable the refs are in tables, not in files
     * @param sha256 the ids are of SHA-256, not SHA-1
     */
    record Format(boolean reftable, boolean sha256) {}

    // by hand: in Java 17 the generated ones keep the class loader of this bundle alive after its end

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Layout layout
                && gitDir.equals(layout.gitDir)
                && commonDir.equals(layout.commonDir)
                && workTree.equals(layout.workTree)
                && bare == layout.bare
                && linked == layout.linked
                && submodule == layout.submodule
                && format.reftable() == layout.format.reftable()
                && format.sha256() == layout.format.sha256();
    }

    @Override
    public int hashCode() {
        return Objects.hash(gitDir, commonDir, workTree, bare, linked, submodule, format.reftable(), format.sha256());
    }
}
