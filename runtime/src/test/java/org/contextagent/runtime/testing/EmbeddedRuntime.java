package org.contextagent.runtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bundles of the assembled runtime in a framework of this process, so that a test can reach in and swap them. */
public final class EmbeddedRuntime implements AutoCloseable {

    private static final String OURS = "org.contextagent.";

    private final Path dist;
    private final Path home;
    private final Framework framework;

    /**
     * Starts it and returns when it is ready.
     *
     * @param home the folder for everything that it writes
     * @param workspace the folder that it senses
     */
    public EmbeddedRuntime(Path dist, Path home, Path workspace) throws Exception {
        this.dist = dist;
        this.home = home;
        Path logs = Files.createDirectories(home.resolve("state/logs"));
        System.setProperty("org.contextagent.home", home.toString());
        System.setProperty("org.contextagent.logs", logs.toString());
        Properties fixed = new Properties();
        try (InputStream in = Files.newInputStream(dist.resolve("conf/framework.properties"))) {
            fixed.load(in);
        }
        Map<String, String> properties = new HashMap<>();
        fixed.stringPropertyNames().forEach(name -> properties.put(name, fixed.getProperty(name)));
        properties.put("org.osgi.framework.storage", home.resolve("state/felix").toString());
        properties.put("org.contextagent.workspace", workspace.toString());
        properties.put("org.contextagent.logging", "pax");
        properties.put(
                "org.contextagent.logging.template.json",
                dist.resolve("conf/logback-json.xml").toString());
        properties.put(
                "org.contextagent.logging.template.text",
                dist.resolve("conf/logback-text.xml").toString());
        properties.put(
                "org.ops4j.pax.logging.StaticLogbackFile", loggingOfStart().toString());
        framework = new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
        framework.init();
        for (Path jar : jars()) {
            Bundle bundle =
                    framework.getBundleContext().installBundle(jar.toUri().toString());
            boolean isLogging = jar.getFileName().toString().startsWith("org.ops4j.pax.logging");
            bundle.adapt(BundleStartLevel.class).setStartLevel(isLogging ? 1 : 2);
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
        framework.start();
        Eventually.holds("agent.json is there", () -> Files.exists(home.resolve("run/agent.json")));
    }

    private Path loggingOfStart() throws IOException {
        Path file = home.resolve("state/logback-start.xml");
        Files.writeString(
                file, Files.readString(dist.resolve("conf/logback-json.xml")).replace("@LEVEL@", "INFO"));
        return file;
    }

    /** Everything that always runs or is deployed, but the watch of the folder: nobody else may swap bundles here. */
    private List<Path> jars() throws IOException {
        try (Stream<Path> bundle = Files.list(dist.resolve("bundle"));
                Stream<Path> deploy = Files.list(dist.resolve("deploy"))) {
            return Stream.concat(bundle, deploy)
                    .filter(jar -> !jar.getFileName().toString().contains("fileinstall"))
                    .sorted()
                    .toList();
        }
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    public Path home() {
        return home;
    }

    /** The symbolic names of our own bundles, but the API's, sorted. */
    public List<String> swappable() {
        return Arrays.stream(context().getBundles())
                .map(Bundle::getSymbolicName)
                .filter(name -> name.startsWith(OURS) && !name.equals(OURS + "api"))
                .sorted()
                .toList();
    }

    public Bundle bundle(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no bundle " + symbolicName));
    }

    /** Puts the same jar over the bundle, as File Install does with a newer one. */
    public void update(Bundle bundle) throws BundleException {
        try (InputStream jar = Files.newInputStream(Path.of(java.net.URI.create(bundle.getLocation())))) {
            bundle.update(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        refresh(bundle);
    }

    /** Takes the bundle out; what is there afterwards is without it. */
    public void uninstall(Bundle bundle) throws BundleException {
        bundle.uninstall();
        refresh(bundle);
    }

    public Bundle install(String location) throws BundleException {
        Bundle bundle = context().installBundle(location);
        bundle.adapt(BundleStartLevel.class).setStartLevel(2);
        bundle.start(Bundle.START_ACTIVATION_POLICY);
        return bundle;
    }

    private void refresh(Bundle bundle) {
        CountDownLatch done = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(Set.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        try {
            if (!done.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the framework did not refresh " + bundle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lines of all log files. */
    public List<String> log() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("state/logs"))) {
            return files.sorted(Comparator.reverseOrder())
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(60_000);
        System.clearProperty("org.contextagent.home");
        System.clearProperty("org.contextagent.logs");
    }
}
