package org.contextagent.sensor.script.testing;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** A real OSGi framework without bundles, for its service registry. */
public final class Framework implements AutoCloseable {

    private final org.osgi.framework.launch.Framework felix;

    public Framework(Path storage) throws BundleException {
        felix = new org.apache.felix.framework.FrameworkFactory()
                .newFramework(Map.of("org.osgi.framework.storage", storage.toString()));
        felix.start();
    }

    public BundleContext context() {
        return felix.getBundleContext();
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        felix.stop();
        felix.waitForStop(20_000);
    }
}
