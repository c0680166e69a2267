package org.contextagent.config;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.contextagent.api.config.Option;
import org.jspecify.annotations.Nullable;

/** Turns what a layer says into the value of an option, of the type that the option's kind names, and checks it. */
final class OptionValues {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Set<String> YES = Set.of("true", "1", "yes", "on");
    private static final Set<String> NO = Set.of("false", "0", "no", "off");
    private static final Set<String> LEVELS = Set.of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");
    private static final Set<String> FORMATS = Set.of("json", "text");
    private static final int MAX_TEXT = 4096;

    private OptionValues() {}

    /** The value of a text: an environment variable's, a command's. */
    static Object ofText(Option option, String text) throws InvalidValueException {
        return checked(option, text, typedText(option, text), "");
    }

    /** The value of what a file's syntax gave; strict about types, as quotes there are a choice of the writer. */
    static Object ofFile(Option option, Object value) throws InvalidValueException {
        return checked(option, value, typed(option, value), hint(option, value));
    }

    /** The value of a property of a ConfigAdmin configuration, where some editors know text alone. */
    static Object ofProperty(Option option, Object value) throws InvalidValueException {
        return value instanceof String text ? ofText(option, text) : ofFile(option, value);
    }

    /** The value of what a file's syntax gave, of the right type but unchecked; null when it is of another type. */
    static @Nullable Object typed(Option option, Object value) {
        return switch (option.kind()) {
            case SECONDS -> value instanceof Number number ? (Object) number.doubleValue() : null;
            case INTEGER -> value instanceof Number number ? whole(number) : null;
            case BOOLEAN -> value instanceof Boolean ? value : yesOrNo(String.valueOf(value));
            case TEXT, SECRET -> value instanceof String text ? normalised(option, text) : null;
        };
    }

    private static @Nullable Object typedText(Option option, String text) {
        String stripped = text.strip();
        return switch (option.kind()) {
            case SECONDS -> DECIMAL.matcher(stripped).matches() ? (Object) Double.valueOf(stripped) : null;
            case INTEGER -> WHOLE.matcher(stripped).matches() ? (Object) Long.valueOf(stripped) : null;
            case BOOLEAN -> yesOrNo(text);
            case TEXT, SECRET -> normalised(option, text);
        };
    }

    private static @Nullable Object whole(Number number) {
        if (number instanceof BigInteger || Math.rint(number.doubleValue()) != number.doubleValue()) {
            return null;
        }
        return number.longValue();
    }

    private static @Nullable Object yesOrNo(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return YES.contains(word) ? Boolean.TRUE : NO.contains(word) ? Boolean.FALSE : null;
    }

    private static String normalised(Option option, String text) {
        return switch (option) {
            case LOG_LEVEL -> text.strip().toUpperCase(Locale.ROOT);
            case ZERODB_API_KEY -> text.strip();
            default -> text;
        };
    }

    private static Object checked(Option option, Object given, @Nullable Object value, String hint)
            throws InvalidValueException {
        if (value == null || !isValid(option, value)) {
            throw new InvalidValueException(option, given, hint);
        }
        return value;
    }

    private static String hint(Option option, Object value) {
        boolean number = option.kind() == Option.Kind.SECONDS || option.kind() == Option.Kind.INTEGER;
        if (number && value instanceof String) {
            return ", without quotes";
        }
        boolean text = option.kind() == Option.Kind.TEXT || option.kind() == Option.Kind.SECRET;
        return text && !(value instanceof String) ? ", in quotes" : "";
    }

    private static boolean isValid(Option option, Object value) {
        if (value instanceof String text && text.length() > MAX_TEXT) {
            return false;
        }
        return switch (option) {
            case POLLING_INTERVAL, SENSOR_TIMEOUT, ZERODB_FLUSH_INTERVAL, SESSION_TIMEOUT ->
                value instanceof Double seconds && Double.isFinite(seconds) && seconds > 0;
            case CONTEXT_THRESHOLD -> value instanceof Long percent && percent >= 0 && percent <= 100;
            case ZERODB_BATCH_SIZE -> value instanceof Long rows && rows >= 1 && rows <= 1000;
            case ENABLE_ZERODB, ZERODB_ENABLE_LOGGING -> value instanceof Boolean;
            case LOG_LEVEL -> LEVELS.contains(value);
            case LOG_FORMAT -> FORMATS.contains(value);
            case WORKSPACE_PATH -> isPath(value, Files::isDirectory);
            case SENSOR_PATH -> isPath(value, path -> Files.isRegularFile(path) && Files.isExecutable(path));
            case ZERODB_API_URL -> isWebAddress(value);
            case ZERODB_API_KEY, ZERODB_PROJECT_ID, STATUS_LINE_FORMAT -> isLine(value);
        };
    }

    private static boolean isPath(Object value, Predicate<Path> there) {
        try {
            return value instanceof String text && !text.isBlank() && there.test(Path.of(text));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }

    private static boolean isWebAddress(Object value) {
        try {
            URI address = new URI(String.valueOf(value));
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null;
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static boolean isLine(Object value) {
        return value instanceof String text && !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
    }
}
