package org.contextagent.sensor.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Facts;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.contextagent.api.text.SafeText;
import org.contextagent.sensor.git.disk.Disk;
import org.contextagent.sensor.git.disk.Evidence;
import org.contextagent.sensor.git.watch.Watcher;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Senses the repository of a workspace, and tells when something in it changes. Runs no command, writes nothing. */
@Component(service = {Sensor.class, StatusSource.class})
public final class GitSensor implements Sensor, StatusSource {

    private final Repositories repositories;
    private final @Nullable Watcher watcher;
    private final String noWatcher;

    @Activate
    public GitSensor() {
        this(Disk.NATIVE);
    }

    GitSensor(Disk disk) {
        repositories = new Repositories(disk);
        Watcher started = null;
        String failure = "";
        try {
            started = Watcher.start(disk, this::evidence);
        } catch (IOException e) {
            failure = "cannot watch anything, changes are seen at the polling_interval only: " + e.getMessage();
        }
        watcher = started;
        noWatcher = failure;
    }

    @Deactivate
    void deactivate() {
        if (watcher != null) {
            watcher.close();
        }
    }

    /** Of the sensor and of its status. */
    @Override
    public String name() {
        return "git";
    }

    @Override
    public Facts sense(Target target) throws SensorException, InterruptedException {
        Reading reading = repositories.read(target.workspace());
        if (reading.problem().isPresent()) {
            throw new SensorException(reading.problem().get());
        }
        return reading.facts();
    }

    @Override
    public Watch watch(Target target, Runnable lookAgain) {
        return watcher == null ? Watch.NONE : watcher.watch(target.workspace(), lookAgain);
    }

    @Override
    public Status status() {
        if (watcher == null) {
            return new Status(Status.Level.WARN, noWatcher, Map.of());
        }
        Map<String, Object> details = Map.of(
                "repositories", repositories.size(),
                "watches", watcher.watches(),
                "watched_folders", watcher.folders());
        return watcher.problem()
                .map(problem -> new Status(Status.Level.WARN, SafeText.line(problem), details))
                .orElseGet(() -> new Status(Status.Level.OK, "watching for changes", details));
    }

    private Evidence evidence(Path folder) throws InterruptedException {
        return repositories.read(folder).evidence();
    }
}
