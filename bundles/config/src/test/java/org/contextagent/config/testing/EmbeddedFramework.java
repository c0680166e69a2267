package org.contextagent.config.testing;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import org.contextagent.api.config.Option;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A Felix framework in this process with the real ConfigAdmin in it; starting it in the same folder is a restart. */
public final class EmbeddedFramework implements AutoCloseable {

    private final Framework framework;

    public EmbeddedFramework(Path folder, Map<String, String> properties) throws BundleException {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, folder.toString());
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1");
        framework = new org.apache.felix.framework.FrameworkFactory().newFramework(all);
        framework.start();
        String configAdmin = org.apache.felix.cm.PersistenceManager.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        context().installBundle(configAdmin).start();
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    public ConfigurationAdmin configAdmin() {
        return context().getService(context().getServiceReference(ConfigurationAdmin.class));
    }

    /** The configuration of the agent as a component gets it; nothing in it when there is none. */
    public Map<String, Object> configuration() throws Exception {
        return configuration(Option.PID);
    }

    public Map<String, Object> configuration(String pid) throws Exception {
        Configuration[] found = configAdmin().listConfigurations("(service.pid=" + pid + ")");
        Map<String, Object> values = new HashMap<>();
        if (found != null) {
            Dictionary<String, Object> properties = found[0].getProperties();
            properties.keys().asIterator().forEachRemaining(key -> values.put(key, properties.get(key)));
            values.remove(Constants.SERVICE_PID);
        }
        return values;
    }

    /** Does what a console does: takes what is there, changes some of it, puts it back. */
    public void edit(Map<String, ?> changes) throws Exception {
        Configuration configuration = configAdmin().getConfiguration(Option.PID, "?");
        Dictionary<String, Object> properties =
                Objects.requireNonNullElseGet(configuration.getProperties(), Hashtable::new);
        changes.forEach(properties::put);
        configuration.update(properties);
    }

    /** Does what File Install does: the configuration is what the file says and nothing else. */
    public void replace(Map<String, ?> values) throws Exception {
        configAdmin().getConfiguration(Option.PID, "?").update(new Hashtable<>(values));
    }

    public void delete() throws Exception {
        configAdmin().getConfiguration(Option.PID, "?").delete();
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(20_000);
    }
}
