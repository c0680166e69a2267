package org.contextagent.api.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fact that differs between two states.
 *
 * @param name the fact
 * @param oldValue its value before, null when it was not there
 * @param newValue its value now, null when it is gone
 */
public record FactChange(
        String name, @Nullable Object oldValue, @Nullable Object newValue) {

    /** As a document: {@code name}, {@code old}, {@code new}. */
    public Map<String, @Nullable Object> toDocument() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("old", oldValue);
        document.put("new", newValue);
        return document;
    }
}
