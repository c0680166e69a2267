package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Assembled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads every jar that was built and every jar that ships: the rules of the house, from the manifests. */
class RulesIT {

    private static final String OURS = "org.contextagent.";
    private static final String API = "org.contextagent.api";
    /** Commas part clauses, but not inside of quotes. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    @Test
    @DisplayName("Rule 1: a bundle of ours imports no other package of ours than the API's")
    void bundles_of_ours_import_of_ours_the_api_alone() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Bundle bundle : ours()) {
            bundle.header("Import-Package").keySet().stream()
                    .filter(name -> name.startsWith(OURS) && !isApi(name))
                    .forEach(name -> broken.add(bundle.name() + " imports " + name));
        }
        assertEquals(List.of(), broken);
    }

    @Test
    @DisplayName("Rule 1: only the API exports packages, each with a version of its own")
    void the_api_alone_exports_packages_and_versions_them() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Bundle bundle : ours()) {
            bundle.header("Export-Package").forEach((exported, attributes) -> {
                if (!bundle.name().equals(API) || !isApi(exported)) {
                    broken.add(bundle.name() + " exports " + exported);
                } else if (!attributes.matches(".*;version=\"?[0-9].*")) {
                    broken.add(exported + " has no version");
                }
            });
        }
        assertEquals(List.of(), broken);
        assertFalse(ours().stream()
                .filter(bundle -> bundle.name().equals(API))
                .findFirst()
                .orElseThrow()
                .header("Export-Package")
                .isEmpty());
    }

    @Test
    @DisplayName("Rule 3: Declarative Services only")
    void bundles_of_ours_have_no_activator_and_wire_nothing_by_name() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Bundle bundle : ours()) {
            for (String forbidden : List.of(
                    "Bundle-Activator",
                    "DynamicImport-Package",
                    "Require-Bundle",
                    "Fragment-Host",
                    "Bundle-ClassPath")) {
                if (bundle.main().getValue(forbidden) != null) {
                    broken.add(bundle.name() + " has " + forbidden);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    @DisplayName("Rule 3: a bundle's components are in its manifest and all there")
    void bundles_of_ours_declare_their_components() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Bundle bundle : ours()) {
            List<String> declared =
                    List.copyOf(bundle.header("Service-Component").keySet());
            List<String> there = bundle.entries().stream()
                    .filter(entry -> entry.startsWith("OSGI-INF/") && !entry.startsWith("OSGI-INF/metatype/"))
                    .filter(entry -> entry.endsWith(".xml"))
                    .toList();
            if (!declared.equals(there)) {
                broken.add(bundle.name() + " declares " + declared + " and has " + there);
            }
            boolean isImplementation = !bundle.name().equals(API);
            if (isImplementation && declared.isEmpty()) {
                broken.add(bundle.name() + " has no component");
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void bundles_of_ours_are_named_licensed_and_hold_nobody_elses_classes() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Bundle bundle : ours()) {
            String version = bundle.main().getValue("Bundle-Version");
            if (!bundle.jar().getFileName().toString().equals(bundle.name() + "-" + version + ".jar")) {
                broken.add(bundle.jar().getFileName() + " is " + bundle.name() + " " + version);
            }
            if (!"Apache-2.0".equals(bundle.main().getValue("Bundle-License"))) {
                broken.add(bundle.name() + " has no Bundle-License Apache-2.0");
            }
            String room = bundle.name().replace('.', '/') + "/";
            bundle.entries().stream()
                    .filter(entry -> (entry.endsWith(".class") && !entry.startsWith(room)) || entry.endsWith(".jar"))
                    .forEach(entry -> broken.add(bundle.name() + " holds " + entry));
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void every_folder_of_bundles_was_built_and_ships_in_one_place() throws IOException {
        List<String> built =
                Assembled.ours().stream().map(RulesIT::name).sorted().toList();
        List<String> shipped = Stream.of("bundle", "deploy")
                .flatMap(folder -> Assembled.jars(folder).stream())
                .map(RulesIT::name)
                .filter(name -> name.startsWith(OURS))
                .sorted()
                .toList();
        assertEquals(built, shipped);
        try (Stream<Path> modules = Files.list(Assembled.root().resolve("bundles"))) {
            assertEquals(
                    modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                            .count(),
                    built.size());
        }
    }

    @Test
    void every_jar_that_ships_is_a_bundle_named_after_itself() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String folder : List.of("bundle", "deploy")) {
            for (Path jar : Assembled.jars(folder)) {
                Bundle bundle = read(jar);
                String version = bundle.main().getValue("Bundle-Version");
                if (!name(jar).equals(bundle.name() + "-" + version + ".jar")) {
                    broken.add(jar + " is " + bundle.name() + " " + version);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean isApi(String name) {
        return name.equals(API) || name.startsWith(API + ".");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static List<Bundle> ours() throws IOException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : Assembled.ours()) {
            bundles.add(read(jar));
        }
        assertFalse(bundles.isEmpty());
        return bundles;
    }

    private static Bundle read(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Manifest manifest = jar.getManifest();
            assertFalse(manifest == null, path + " has no manifest");
            List<String> entries = jar.stream().map(JarEntry::getName).sorted().toList();
            return new Bundle(path, manifest.getMainAttributes(), entries);
        }
    }

    /** @param entries the names of what is in it, sorted */
    private record Bundle(Path jar, Attributes main, List<String> entries) {

        String name() {
            return String.join("", header("Bundle-SymbolicName").keySet());
        }

        /** Each clause's name and what follows it. */
        Map<String, String> header(String name) {
            Map<String, String> clauses = new TreeMap<>();
            Matcher clause = CLAUSE.matcher(main.getValue(name) == null ? "" : main.getValue(name));
            while (clause.find()) {
                String[] parts = clause.group().split("(?=;)", 2);
                clauses.put(parts[0].trim(), parts.length == 1 ? "" : parts[1]);
            }
            return clauses;
        }
    }
}
