package org.contextagent.sensor.git.refs;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The refs of one work tree, at one moment. For one thread. */
public interface Refs {

    /** What a ref with a valid name holds itself; nothing where there is no such ref. */
    Optional<RefValue> find(String name) throws IOException;

    /** Shows every tag that may lead to a commit, and perhaps others, in no order. */
    void tagsOf(String commit, Visitor visitor) throws IOException;

    /** Is shown tags. */
    interface Visitor {

        /**
         * @param name the full name of the ref
         * @param objectId what it holds
         * @param peeled what an annotated tag leads to
         * @param peelingKnown whether there being no such thing means that the tag is not annotated
         */
        void tag(String name, String objectId, @Nullable String peeled, boolean peelingKnown) throws IOException;
    }
}
