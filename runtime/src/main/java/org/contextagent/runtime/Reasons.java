package org.contextagent.runtime;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in words for a person. */
final class Reasons {

    private Reasons() {}

    static String of(Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        if (failure instanceof FileSystemException files && files.getReason() != null) {
            return files.getReason();
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
