package org.contextagent.sensor.session;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The fields of a document by their dotted paths, read with tolerance: what is missing, null, of another type or no sensible
 * number is nothing.
 */
final class Fields {

    /** Stands for a field that is there and null. */
    static final Object NULL = new Object();

    static final Fields NONE = new Fields(Map.of());

    private static final int LONGEST_NUMBER = 64;

    private final Map<String, Object> values;

    /** @param values text, {@link Long}, {@link Double}, {@link Boolean} or {@link #NULL} by path */
    Fields(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    boolean isNull(String path) {
        return values.get(path) == NULL;
    }

    /** Whether the field is there with a value, of whatever type. */
    boolean has(String path) {
        Object value = values.get(path);
        return value != null && value != NULL && !(value instanceof String text && text.isBlank());
    }

    /** Text that is not blank, as it came. */
    Optional<String> text(String path) {
        return values.get(path) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    Optional<Boolean> flag(String path) {
        return values.get(path) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /** A finite number, 0 in place of one below it; text that holds a number counts as it. */
    OptionalDouble number(String path) {
        Object value = values.get(path);
        double number = Double.NaN;
        if (value instanceof Number given) {
            number = given.doubleValue();
        } else if (value instanceof String text) {
            number = parsed(text);
        }
        return Double.isFinite(number) ? OptionalDouble.of(Math.max(0, number)) : OptionalDouble.empty();
    }

    /** As {@link #number}, decimals cut off and held to the range of a long. */
    OptionalLong count(String path) {
        if (values.get(path) instanceof Long whole) {
            return OptionalLong.of(Math.max(0, whole));
        }
        OptionalDouble number = number(path);
        return number.isPresent() ? OptionalLong.of((long) number.getAsDouble()) : OptionalLong.empty();
    }

    private static double parsed(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
