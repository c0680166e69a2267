package org.contextagent.runtime;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The OSGi framework with the bundles that always run. Logging comes first, so that nothing said at the start is lost; all others
 * share one start level and find each other by their services.
 */
final class Container {

    /** What a bundle says with a service when the agent cannot start at all. */
    static final String FATAL = "org.contextagent.fatal";

    private static final String LOGGING = "org.ops4j.pax.logging.";
    private static final int LOGGING_LEVEL = 1;
    private static final int LEVEL = 2;

    private final Framework framework;

    Container(Map<String, String> properties) {
        framework = new FrameworkFactory().newFramework(properties);
    }

    /**
     * Installs and starts.
     *
     * @param bundles where each of the bundles lies; what else lies there from an earlier run is taken out
     * @param onFatal told, from any thread, why a bundle says that the agent cannot start
     */
    void start(List<Path> bundles, Consumer<String> onFatal) throws StartException {
        try {
            framework.init();
            BundleContext context = framework.getBundleContext();
            listen(context, onFatal);
            Set<String> locations = new HashSet<>();
            for (Path jar : bundles) {
                // referenced, not copied: the runtime stays where it is while it runs
                String location = "reference:" + jar.toUri();
                locations.add(location);
                Bundle bundle = context.installBundle(location);
                boolean isLogging = jar.getFileName().toString().startsWith(LOGGING);
                bundle.adapt(BundleStartLevel.class).setStartLevel(isLogging ? LOGGING_LEVEL : LEVEL);
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
            for (Bundle bundle : context.getBundles()) {
                if (bundle.getLocation().startsWith("reference:") && !locations.contains(bundle.getLocation())) {
                    bundle.uninstall();
                }
            }
            framework.start();
        } catch (BundleException e) {
            throw new StartException("the framework cannot start: " + Reasons.of(e), e);
        }
    }

    private static void listen(BundleContext context, Consumer<String> onFatal) {
        String filter = "(" + FATAL + "=*)";
        try {
            context.addServiceListener(
                    event -> {
                        if (event.getType() != ServiceEvent.UNREGISTERING) {
                            onFatal.accept(
                                    String.valueOf(event.getServiceReference().getProperty(FATAL)));
                        }
                    },
                    filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(filter, e);
        }
    }

    /** Which bundles do not run, for a person. */
    String problems() {
        List<String> names = names(Bundle.INSTALLED | Bundle.RESOLVED);
        return names.isEmpty()
                ? "nothing serves the local socket; is org.contextagent.statusline in the deploy folder?"
                : String.join(", ", names) + " not running";
    }

    /** Which bundles are still at it, for a person. */
    String stopping() {
        List<String> names = names(Bundle.STOPPING);
        return names.isEmpty() ? "the framework" : String.join(", ", names);
    }

    private List<String> names(int states) {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return List.of();
        }
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
                .filter(bundle -> (bundle.getState() & states) != 0)
                .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                .toList();
    }

    /** @param then run once when the framework has stopped, whoever stopped it */
    void onStopped(Runnable then) {
        Thread waiting = new Thread(
                () -> {
                    awaitStop();
                    then.run();
                },
                "context-agent-runtime-stopped");
        waiting.setDaemon(true);
        waiting.start();
    }

    /** Stops all bundles and returns when they have. */
    void stop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            // said only when this thread may not stop it, which nothing here forbids
            throw new IllegalStateException(e);
        }
        awaitStop();
    }

    private void awaitStop() {
        try {
            framework.waitForStop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
