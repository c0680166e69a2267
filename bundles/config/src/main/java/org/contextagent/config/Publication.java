package org.contextagent.config;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.contextagent.api.config.Option;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ReadOnlyConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of ConfigAdmin that every component reads its options from, and what somebody else makes of it. For one
 * thread at a time.
 */
final class Publication {

    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    // for components of any bundle
    private static final String LOCATION = "?";
    private static final String FILTER = "(service.pid=" + Option.PID + ")";

    private final ConfigurationAdmin admin;
    private Map<String, Object> published;
    private boolean wanted = true;
    private boolean done = true;

    /** @param published what an earlier instance published */
    Publication(ConfigurationAdmin admin, Map<String, Object> published) {
        this.admin = admin;
        this.published = published;
    }

    /** What was published last, by this class. */
    Map<String, Object> published() {
        return published;
    }

    /** Makes the values the configuration, if they are not yet. Whether it worked says {@link #isDone()}. */
    void publish(Map<String, Object> values) {
        Map<String, Object> before = published;
        // first, because ConfigAdmin tells of the update while it makes it
        published = values;
        wanted = true;
        finish(() -> update(values));
        if (!done) {
            published = before;
        }
    }

    /** Takes the configuration away, so that what needs one does not run. */
    void withhold() {
        wanted = false;
        finish(() -> {
            Optional<Configuration> configuration = find();
            if (configuration.isPresent()) {
                configuration.get().delete();
            }
        });
    }

    /** Whether ConfigAdmin has what it was given last. */
    boolean isDone() {
        return done;
    }

    private void finish(Step step) {
        try {
            step.run();
            done = true;
        } catch (IOException | IllegalStateException | ReadOnlyConfigurationException failed) {
            if (done) {
                LOG.error("The configuration cannot be handed to ConfigAdmin; it is tried again", failed);
            }
            done = false;
        }
    }

    private void update(Map<String, Object> values) throws IOException {
        Configuration configuration = admin.getConfiguration(Option.PID, LOCATION);
        if (!LOCATION.equals(configuration.getBundleLocation())) {
            configuration.setBundleLocation(LOCATION);
        }
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null || !options(properties).equals(values)) {
            configuration.update(new Hashtable<>(values));
        }
    }

    /** What somebody else made of the configuration, under lower-case names: none at all when it was deleted. */
    Optional<Map<String, Object>> edited() {
        Optional<Map<String, Object>> there = current();
        boolean deleted = there.isEmpty() && wanted;
        return there.or(() -> deleted ? Optional.of(Map.of()) : Optional.empty())
                .filter(found -> !found.equals(published));
    }

    /** The same at a time when nothing was published yet. */
    Optional<Map<String, Object>> editedBefore() {
        return current().filter(found -> !found.equals(published));
    }

    private Optional<Map<String, Object>> current() {
        try {
            return find().map(configuration -> options(configuration.getProperties()));
        } catch (IOException | IllegalStateException unreadable) {
            LOG.warn("The configuration {} cannot be read from ConfigAdmin", Option.PID, unreadable);
            return Optional.of(published);
        }
    }

    private Optional<Configuration> find() throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(FILTER);
            return found == null ? Optional.empty() : Optional.of(found[0]);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // what ConfigAdmin and those who deliver to it keep there for themselves has a dot in its name
    private static Map<String, Object> options(Dictionary<String, Object> properties) {
        Map<String, Object> values = new TreeMap<>();
        properties.keys().asIterator().forEachRemaining(key -> {
            if (key.indexOf('.') < 0) {
                values.put(key.toLowerCase(Locale.ROOT), properties.get(key));
            }
        });
        return values;
    }

    /** Something that ConfigAdmin is asked to do. */
    private interface Step {
        void run() throws IOException;
    }
}
