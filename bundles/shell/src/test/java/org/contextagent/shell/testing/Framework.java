package org.contextagent.shell.testing;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** A real, empty OSGi framework for the commands that need its services. */
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
