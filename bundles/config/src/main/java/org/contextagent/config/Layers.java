package org.contextagent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.contextagent.api.config.Setting;

/** The layers, the highest first: environment, administrator, files. For one thread at a time. */
final class Layers {

    private final EnvironmentLayer environment;
    private final AdministratorLayer administrator;
    private final List<FileLayer> files;

    Layers(EnvironmentLayer environment, AdministratorLayer administrator, List<FileLayer> files) {
        this.environment = environment;
        this.administrator = administrator;
        this.files = files;
    }

    EnvironmentLayer environment() {
        return environment;
    }

    AdministratorLayer administrator() {
        return administrator;
    }

    /** Reads the files again; gives the sources that made a difference. */
    List<String> loadFiles() {
        List<String> different = new ArrayList<>();
        for (FileLayer file : files) {
            if (file.load()) {
                different.add(FileLayer.source(file.names().get(0)));
            }
        }
        return different;
    }

    /** Why there is no configuration at all. */
    Optional<String> fatal() {
        return files.stream().flatMap(file -> file.fatal().stream()).findFirst();
    }

    Effective effective() {
        return Effective.of(Stream.concat(Stream.of(environment.values(), administrator.values()), fileValues())
                .toList());
    }

    /** What an option is without the environment and the administrator. */
    Effective below() {
        return Effective.of(fileValues().toList());
    }

    /** What the named file gives, where there is one. */
    Optional<LayerValues> named() {
        return fileValues()
                .filter(values -> values.layer() == Setting.Layer.FILE)
                .findFirst();
    }

    private Stream<LayerValues> fileValues() {
        return files.stream().flatMap(file -> file.values().stream());
    }

    /** What is odd in each layer, for a person. */
    List<String> warnings(Effective effective) {
        List<String> warnings = new ArrayList<>();
        environment.problems().forEach(problem -> warnings.add(problem + "; the next layer's value is used"));
        files.forEach(file -> file.problem().ifPresent(warnings::add));
        warnings.addAll(administrator.problems());
        warnings.addAll(effective.warnings());
        return List.copyOf(warnings);
    }
}
