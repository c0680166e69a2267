package org.contextagent.api.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable set of named facts.
 *
 * <p>A name is made of lower-case words, joined by dots as the facts nest in the state document ({@code workspace.git.branch});
 * a name that leads to other facts is no fact itself. A value is a {@link String}, {@link Long}, {@link Double} (finite),
 * {@link Boolean} or a list of strings; other whole numbers become {@link Long}, other numbers {@link Double}.
 * In text half a surrogate pair, which no UTF-8 can carry, becomes U+FFFD. Safe for use by any number of threads.
 */
public final class Facts {

    /** No fact at all. */
    public static final Facts NONE = new Facts(new TreeMap<>());

    /** Longest text that a fact may hold, in UTF-16 units. */
    public static final int MAX_TEXT = 16_384;

    /** Longest name that a fact may have, so that no document nests deeper than JSON readers go. */
    public static final int MAX_NAME = 256;

    private static final int REPLACEMENT = 0xFFFD;

    private final SortedMap<String, Object> values;

    private Facts(SortedMap<String, Object> values) {
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /**
     * Facts from names and values.
     *
     * @throws IllegalArgumentException for a name or a value that this class does not allow, with the name
     */
    public static Facts of(Map<String, ?> values) {
        Builder builder = builder();
        values.forEach(builder::put);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The facts of a nested document, as {@link #toDocument()} makes it; nulls and empty objects are left out. */
    public static Facts fromDocument(Map<String, ?> document) {
        Builder builder = builder();
        flatten("", document, builder);
        return builder.build();
    }

    private static void flatten(String prefix, Map<?, ?> document, Builder builder) {
        document.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> nested) {
                flatten(name + ".", nested, builder);
            } else if (value != null) {
                builder.put(name, value);
            }
        });
    }

    /** All facts by name, in the order of their names; unmodifiable. */
    public SortedMap<String, Object> asMap() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The value, or nothing when there is no such fact. */
    public Optional<Object> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The value of a fact that is text, else nothing. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The value of a fact that is a number, decimals cut off, else nothing. */
    public OptionalLong number(String name) {
        return values.get(name) instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** Whether the fact is there and true. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** These facts with the other ones laid over them: where both have a name, or one's name leads to the other's, the other wins. */
    public Facts overlaid(Facts above) {
        if (above.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return above;
        }
        SortedMap<String, Object> merged = new TreeMap<>(values);
        for (String name : above.values.keySet()) {
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                merged.remove(name.substring(0, dot));
            }
            merged.subMap(name + '.', name + '/').clear();
        }
        merged.putAll(above.values);
        return new Facts(merged);
    }

    /** The facts as a nested document of maps; a new modifiable one at each call. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        values.forEach((name, value) -> put(document, name, value));
        return document;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> document, String name, Object value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            document.put(name, value);
        } else {
            Object nested =
                    document.computeIfAbsent(name.substring(0, dot), key -> new LinkedHashMap<String, Object>());
            put((Map<String, Object>) nested, name.substring(dot + 1), value);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Facts facts && values.equals(facts.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** Collects facts; for one thread. */
    public static final class Builder {

        private final SortedMap<String, Object> values = new TreeMap<>();

        private Builder() {}

        /**
         * Adds a fact, in place of an earlier one of that name; a null value adds nothing.
         *
         * @throws IllegalArgumentException for a name or value that {@link Facts} does not allow
         */
        public Builder put(String name, @Nullable Object value) {
            if (name.length() > MAX_NAME) {
                throw new IllegalArgumentException("the name of a fact is longer than " + MAX_NAME + " characters: '"
                        + name.substring(0, MAX_NAME) + "...'");
            }
            if (!isName(name)) {
                throw new IllegalArgumentException("not the name of a fact: '" + name + "'; valid are lower-case words"
                        + " joined by dots, such as workspace.git.branch");
            }
            if (value != null) {
                values.put(name, checked(name, value));
            }
            return this;
        }

        /**
         * The facts so far.
         *
         * @throws IllegalArgumentException when one name leads to another, as {@code a} and {@code a.b} do
         */
        public Facts build() {
            for (String name : values.keySet()) {
                for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                    String above = name.substring(0, dot);
                    if (values.containsKey(above)) {
                        throw new IllegalArgumentException(
                                "'" + above + "' cannot be a fact and lead to '" + name + "' too");
                    }
                }
            }
            return new Facts(new TreeMap<>(values));
        }

        /** {@code [a-z][a-z0-9_]*(\.[a-z0-9_][a-z0-9_-]*)*}, without a matcher: each fact of each state comes by here. */
        private static boolean isName(String name) {
            int dot = -1;
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean isFirst = i == dot + 1;
                boolean isLetter = c >= 'a' && c <= 'z';
                boolean isOther = c >= '0' && c <= '9' || c == '_';
                if (c == '.' && !isFirst) {
                    dot = i;
                } else if (!isLetter && !(isOther && i > 0) && !(c == '-' && dot >= 0 && !isFirst)) {
                    return false;
                }
            }
            return dot < name.length() - 1;
        }

        private static Object checked(String name, Object value) {
            if (value instanceof String text) {
                if (text.length() > MAX_TEXT) {
                    throw new IllegalArgumentException(
                            "the fact " + name + " is longer than " + MAX_TEXT + " characters: " + text.length());
                }
                return wellFormed(text);
            }
            if (value instanceof Boolean || value instanceof Long) {
                return value;
            }
            if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
                return ((Number) value).longValue();
            }
            if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                return number.doubleValue();
            }
            if (value instanceof List<?> list) {
                List<String> texts = new ArrayList<>(list.size());
                for (Object element : list) {
                    if (!(element instanceof String text)) {
                        throw unsupported(name, value);
                    }
                    texts.add((String) checked(name, text));
                }
                return List.copyOf(texts);
            }
            throw unsupported(name, value);
        }

        private static String wellFormed(String text) {
            if (text.codePoints().noneMatch(Builder::isHalfPair)) {
                return text;
            }
            StringBuilder whole = new StringBuilder(text.length());
            text.codePoints()
                    .map(point -> isHalfPair(point) ? REPLACEMENT : point)
                    .forEach(whole::appendCodePoint);
            return whole.toString();
        }

        private static boolean isHalfPair(int point) {
            return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        }

        private static IllegalArgumentException unsupported(String name, Object value) {
            return new IllegalArgumentException(
                    "the fact " + name + " has a value of " + value.getClass().getSimpleName()
                            + "; valid are text, finite numbers, booleans and lists of text");
        }
    }
}
