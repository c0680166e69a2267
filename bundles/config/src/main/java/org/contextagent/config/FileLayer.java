package org.contextagent.config;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;

/** A layer that a file gives. While the file cannot be used, what it gave before stays. For one thread at a time. */
final class FileLayer {

    private final Setting.Layer layer;
    private final List<Path> names;
    private final boolean required;
    private @Nullable LayerValues good;
    private @Nullable String problem;

    private FileLayer(Setting.Layer layer, List<Path> names, boolean required, @Nullable LayerValues good) {
        this.layer = layer;
        this.names = names;
        this.required = required;
        this.good = good;
    }

    /**
     * The layer of a file that must be there.
     *
     * @param before what it gave earlier in the life of this framework
     */
    static FileLayer required(Path file, Optional<LayerValues> before) {
        return new FileLayer(Setting.Layer.FILE, List.of(file), true, before.orElse(null));
    }

    /** The layer of a file that may be there, under the first of the names that is. */
    static FileLayer optional(Setting.Layer layer, Path... names) {
        return new FileLayer(layer, List.of(names), false, null);
    }

    /** The layer of a file that was read by an earlier instance of this bundle. */
    static LayerValues valuesOf(Path file, Map<Option, Object> values) {
        return new LayerValues(Setting.Layer.FILE, source(file), values);
    }

    /** Every name that a file of this layer can have. */
    List<Path> names() {
        return names;
    }

    /** Reads the file again. Says whether that made a difference. */
    boolean load() {
        LayerValues goodBefore = good;
        String problemBefore = problem;
        List<Path> there = names.stream().filter(FileLayer::isThere).toList();
        if (there.isEmpty() && !required) {
            good = null;
            problem = null;
        } else {
            read(there.isEmpty() ? names.get(0) : there.get(0));
            if (there.size() > 1 && problem == null) {
                problem = shown(there.get(1)) + " is left out, because " + shown(there.get(0)) + " is there too";
            }
        }
        return !Objects.equals(good, goodBefore) || !Objects.equals(problem, problemBefore);
    }

    // a dangling link is a file that cannot be used, not one that is absent
    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private void read(Path file) {
        try {
            good = new LayerValues(layer, source(file), ConfigFile.read(file));
            problem = null;
        } catch (ConfigFileException unusable) {
            String what = shown(file) + " cannot be used: " + unusable.getMessage();
            problem = what
                    + (good != null
                            ? "; the values that it gave before stay in use"
                            : required ? "; nothing runs until it is corrected" : "; it is left out");
        }
    }

    /** What the file sets; nothing while there was never one that could be used. */
    Optional<LayerValues> values() {
        return Optional.ofNullable(good);
    }

    /** What is wrong with the file now. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Why there is no configuration at all. */
    Optional<String> fatal() {
        return required && good == null ? problem() : Optional.empty();
    }

    /** How a file is named as a source. */
    static String source(Path file) {
        return "file " + shown(file);
    }

    private static String shown(Path file) {
        return SafeText.line(file.toString());
    }
}
