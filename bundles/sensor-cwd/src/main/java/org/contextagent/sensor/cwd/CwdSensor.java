package org.contextagent.sensor.cwd;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorException;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;
import org.contextagent.api.text.SafeText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Senses where a workspace is. Cheap: a few system calls, no watch. Paths are told as they were given, symbolic links unresolved. */
@Component(service = Sensor.class, configurationPid = CwdSensor.PID)
@Designate(ocd = CwdSensor.Config.class)
public final class CwdSensor implements Sensor {

    static final String PID = "org.contextagent.sensor.cwd";

    private static final Logger LOG = LoggerFactory.getLogger(CwdSensor.class);

    @ObjectClassDefinition(name = "Context Agent: workspace sensor")
    @interface Config {

        @AttributeDefinition(
                name = "Project markers",
                description =
                        "Names of files or folders; the nearest folder, at or above the workspace, that holds one of them"
                                + " is the root of its project")
        String[] project__markers() default {".git", "pom.xml", "package.json"};
    }

    private final List<Path> markers;

    @Activate
    public CwdSensor(Config config) {
        markers = Arrays.stream(config.project__markers())
                .map(String::strip)
                .map(CwdSensor::marker)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public String name() {
        return "cwd";
    }

    @Override
    public Facts sense(Target target) throws SensorException {
        Path workspace = target.workspace();
        String path = workspace.toString();
        if (path.length() > Facts.MAX_TEXT) {
            throw new SensorException("the path of the workspace has " + path.length()
                    + " characters; it can have at most " + Facts.MAX_TEXT);
        }
        Facts.Builder facts = Facts.builder().put(Fact.WORKSPACE_PATH, path);
        if (Files.exists(workspace)) {
            Path last = workspace.getFileName();
            facts.put(Fact.WORKSPACE_NAME, last == null ? "" : last.toString());
            project(workspace).ifPresent(project -> facts.put(Fact.WORKSPACE_PROJECT, project.toString()));
        }
        return facts.build();
    }

    private Optional<Path> project(Path workspace) {
        for (Path folder : atAndAbove(workspace)) {
            if (markers.stream().anyMatch(marker -> Files.exists(folder.resolve(marker)))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static List<Path> atAndAbove(Path workspace) {
        List<Path> folders = new ArrayList<>();
        for (Path folder = workspace; folder != null; folder = folder.getParent()) {
            folders.add(folder);
        }
        return folders;
    }

    /** A plain name; anything else would be found in every folder or lead out of it. */
    private static Optional<Path> marker(String name) {
        try {
            Path marker = Path.of(name);
            if (!name.isEmpty()
                    && !marker.isAbsolute()
                    && marker.normalize().equals(marker)
                    && !marker.startsWith("..")) {
                return Optional.of(marker);
            }
        } catch (InvalidPathException e) {
            // said below
        }
        LOG.warn("{}: '{}' in project_markers is not the name of a file and is left out", PID, SafeText.line(name));
        return Optional.empty();
    }
}
