package org.contextagent.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.contextagent.api.config.Option;
import org.contextagent.api.config.Setting;
import org.contextagent.api.config.Settings;
import org.contextagent.api.config.SettingsException;
import org.contextagent.api.home.Home;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.contextagent.api.text.SafeText;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The effective configuration: made of the layers, handed to ConfigAdmin, changed by the administrator and by the files.
 * Everything that changes it happens under one lock, whoever asked.
 */
@Component(
        service = {Settings.class, StatusSource.class},
        immediate = true)
public final class ContextSettings implements Settings, StatusSource {

    /** Framework or system property with the path of the named file; wins over the environment variable. */
    static final String FILE_PROPERTY = "org.contextagent.config.file";

    /** Environment variable with the path of the named file. */
    static final String FILE_VARIABLE = "CONTEXT_AGENT_CONFIG_FILE";

    private static final Logger LOG = LoggerFactory.getLogger(ContextSettings.class);

    private static final String EDIT = "an edit of the configuration " + Option.PID;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int MAX_WHO = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Publication publication;
    private final Optional<NamedFileMemory> memory;
    private final Layers layers;
    private final History history;
    private final FatalNotice fatalNotice;
    private final FileWatch watch;
    private final List<ServiceRegistration<?>> listeners = new ArrayList<>();

    private volatile Effective effective;
    private volatile List<String> warnings = List.of();
    private volatile boolean hasNone;
    private boolean closed;

    @Activate
    public ContextSettings(
            BundleContext context, @Reference(name = "ConfigurationAdmin") ConfigurationAdmin configurationAdmin) {
        this(context, configurationAdmin, Home.current(), System.getenv(), Clock.systemUTC(), INTERVAL);
    }

    ContextSettings(
            BundleContext context,
            ConfigurationAdmin configurationAdmin,
            Home home,
            Map<String, String> environment,
            Clock clock,
            Duration interval) {
        Path kept = home.state().resolve("config");
        Optional<Path> named = namedFile(context, environment);
        memory = named.map(file -> new NamedFileMemory(
                new PrivateFile(kept.resolve("named-file.json")),
                file,
                String.valueOf(context.getProperty(Constants.FRAMEWORK_UUID))));
        List<FileLayer> files = new ArrayList<>();
        named.ifPresent(
                file -> files.add(FileLayer.required(file, memory.orElseThrow().recall())));
        Path folder = home.config().toAbsolutePath();
        files.add(FileLayer.optional(Setting.Layer.DEFAULT_JSON, folder.resolve("default.json")));
        files.add(FileLayer.optional(
                Setting.Layer.DEFAULT_YAML, folder.resolve("default.yaml"), folder.resolve("default.yml")));
        List<Path> names = files.stream().flatMap(file -> file.names().stream()).toList();
        // made before the files are read, so that no later change is missed
        watch = new FileWatch(names, interval, this::filesChanged, this::tryAgain);
        layers = new Layers(
                new EnvironmentLayer(environment),
                new AdministratorLayer(new PrivateFile(kept.resolve("administrator.json"))),
                files);
        history = new History(new PrivateFile(kept.resolve("history.json")), clock);
        fatalNotice = new FatalNotice(context);
        layers.loadFiles();
        layers.administrator().load();
        history.load();
        effective = layers.effective();
        publication = new Publication(
                configurationAdmin, history.newest().map(Version::values).orElseGet(effective::shareable));
        start(context);
    }

    private static Optional<Path> namedFile(BundleContext context, Map<String, String> environment) {
        String property = Objects.requireNonNullElse(context.getProperty(FILE_PROPERTY), "");
        String name = property.isBlank() ? environment.getOrDefault(FILE_VARIABLE, "") : property;
        return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name).toAbsolutePath());
    }

    private void start(BundleContext context) {
        lock.lock();
        try {
            Optional<Map<String, Object>> edited = publication.editedBefore();
            edited.ifPresent(this::take);
            apply(edited.isPresent() ? EDIT : "start");
            listeners.add(context.registerService(
                    SynchronousConfigurationListener.class,
                    event -> configurationEvent(event, ConfigurationEvent.CM_UPDATED),
                    null));
            // what needs a configuration hears of a deletion in the same order as this one: a new one comes after it
            listeners.add(context.registerService(
                    ConfigurationListener.class,
                    event -> configurationEvent(event, ConfigurationEvent.CM_DELETED),
                    null));
            checkPublished();
            watch.start();
        } catch (RuntimeException failed) {
            deactivate();
            throw failed;
        } finally {
            lock.unlock();
        }
        if (!hasNone) {
            LOG.info("The configuration comes from {}", String.join(", ", effective.sources()));
        }
    }

    /** Ends what watches; the configuration stays with those who read it. */
    @Deactivate
    void deactivate() {
        lock.lock();
        closed = true;
        lock.unlock();
        listeners.forEach(ServiceRegistration::unregister);
        watch.close();
        fatalNotice.withdraw();
    }

    @Override
    public List<Setting> all() {
        return effective.all();
    }

    @Override
    public Setting get(Option option) {
        return effective.get(option);
    }

    @Override
    public Optional<String> secret(Option option) {
        return option.isSecret() ? effective.get(option).value().map(String::valueOf) : Optional.empty();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public List<String> change(Map<String, String> values, String who) throws SettingsException {
        lock.lock();
        try {
            checkRuns();
            Edit edit = Edit.ofTexts(values);
            keep(edit);
            apply(asked(who));
            return notes(edit);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Version> history() {
        lock.lock();
        try {
            return history.newestFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> restore(int number, String who) throws SettingsException {
        lock.lock();
        try {
            checkRuns();
            Version version = history.find(number)
                    .orElseThrow(() -> new SettingsException(
                            List.of("there is no configuration " + number + " among the last " + History.LIMIT)));
            keep(Edit.restoring(version.values(), layers.below()));
            apply("restore of " + number + " by " + asked(who));
            return effective.missing(version.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toJson() {
        return Export.json(effective.shareable());
    }

    @Override
    public String toEnv() {
        return Export.env(effective.shareable());
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public Status status() {
        List<String> odd = warnings;
        Map<String, Object> details = Map.of("sources", effective.sources(), "warnings", odd);
        return odd.isEmpty()
                ? new Status(Status.Level.OK, "the configuration is valid", details)
                : new Status(hasNone ? Status.Level.CRITICAL : Status.Level.WARN, String.join("; ", odd), details);
    }

    private static String asked(String who) {
        String line = SafeText.line(who);
        return line.length() <= MAX_WHO ? line : line.substring(0, MAX_WHO);
    }

    private void configurationEvent(ConfigurationEvent event, int type) {
        if (event.getType() == type && Option.PID.equals(event.getPid())) {
            checkPublished();
        }
    }

    private void filesChanged() {
        lock.lock();
        try {
            List<String> changed = closed ? List.of() : layers.loadFiles();
            if (!changed.isEmpty()) {
                apply(String.join(", ", changed));
            }
        } finally {
            lock.unlock();
        }
    }

    private void tryAgain() {
        lock.lock();
        try {
            if (!publication.isDone() && !closed) {
                handOver();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what somebody else made of the published configuration. */
    private void checkPublished() {
        lock.lock();
        try {
            Optional<Map<String, Object>> edited = closed ? Optional.empty() : publication.edited();
            if (edited.isPresent()) {
                take(edited.get());
                apply(EDIT);
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(Map<String, Object> found) {
        Edit edit = Edit.between(publication.published(), found, effective.shareable());
        try {
            keep(edit);
            for (String note : notes(edit)) {
                LOG.info("{}: {}", EDIT, note);
            }
        } catch (SettingsException refused) {
            LOG.warn("Refused: {}; the old values stay. {}", EDIT, String.join("; ", refused.problems()));
        }
    }

    private void checkRuns() throws SettingsException {
        Optional<String> not = closed ? Optional.of("the service of the configuration was stopped") : layers.fatal();
        if (not.isPresent()) {
            throw new SettingsException(List.of(not.get()));
        }
    }

    private void keep(Edit edit) throws SettingsException {
        if (!edit.problems().isEmpty()) {
            throw new SettingsException(edit.problems());
        }
        try {
            layers.administrator().change(edit.changes());
        } catch (IOException unwritable) {
            LOG.warn("What the administrator set cannot be kept", unwritable);
            throw new SettingsException(List.of("what is set cannot be kept: " + unwritable));
        }
    }

    private List<String> notes(Edit edit) {
        List<String> notes = new ArrayList<>();
        edit.changes().forEach((option, value) -> {
            if (value.isPresent() && layers.environment().sets(option)) {
                notes.add("environment variable " + option.variable() + " is set and wins over the new value of "
                        + option.key());
            }
        });
        return notes;
    }

    /** Puts in effect what the layers give now. */
    private void apply(String source) {
        Effective before = effective;
        effective = layers.effective();
        Optional<String> fatal = layers.fatal();
        hasNone = fatal.isPresent();
        warn(layers.warnings(effective), fatal);
        layers.named().ifPresent(given -> memory.ifPresent(file -> file.remember(given)));
        handOver();
        if (fatal.isEmpty()) {
            remember(source, effective.differences(before));
        }
        fatalNotice.set(fatal);
    }

    private void warn(List<String> now, Optional<String> fatal) {
        List<String> known = warnings;
        warnings = now;
        for (String warning : now) {
            if (!known.contains(warning)) {
                if (fatal.isPresent() && warning.equals(fatal.get())) {
                    LOG.error("There is no configuration to run with: {}", warning);
                } else {
                    LOG.warn("Configuration: {}", warning);
                }
            }
        }
    }

    private void handOver() {
        if (layers.fatal().isPresent()) {
            publication.withhold();
        } else {
            publication.publish(effective.shareable());
        }
    }

    private void remember(String source, List<String> differences) {
        Map<String, Object> values = effective.shareable();
        boolean same = history.newest()
                .filter(newest -> newest.values().equals(values))
                .isPresent();
        if (!same || !differences.isEmpty()) {
            history.add(source, values);
        }
        if (!differences.isEmpty()) {
            LOG.info("Configuration changed by {}: {}", source, SafeText.line(String.join(", ", differences)));
        }
    }
}
