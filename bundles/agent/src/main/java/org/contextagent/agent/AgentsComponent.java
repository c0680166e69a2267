package org.contextagent.agent;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.agent.Agents;
import org.contextagent.api.config.Option;
import org.contextagent.api.home.Home;
import org.contextagent.api.sensor.Sensor;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateStore;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.StatusSource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The agents as a service: brings them their options, the sensors and the state store, as these come and go. */
@Component(
        name = AgentsComponent.NAME,
        service = {Agents.class, StatusSource.class},
        immediate = true,
        configurationPid = Option.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AgentsComponent implements Agents, StatusSource {

    static final String NAME = "org.contextagent.agent";

    /** Framework property: the folder that the runtime was started for. */
    static final String WORKSPACE = "org.contextagent.workspace";

    /** The options that the agent takes; two underlines are one in an option's name. */
    @interface Config {
        double polling__interval() default 5.0;

        double sensor__timeout() default 5.0;

        double session__timeout() default 7200.0;

        String workspace__path() default "";
    }

    private final String startedFor;
    private final LocalAgents agents;

    @Activate
    public AgentsComponent(BundleContext context, Config config) {
        this(context, config, Home.current().state().resolve(AddedFolders.FILE));
    }

    /** @param addedFolders carries the workspaces that were added to the agent that is started after this one */
    AgentsComponent(BundleContext context, Config config, Path addedFolders) {
        String property = context.getProperty(WORKSPACE);
        startedFor = property == null ? "" : property;
        agents = new LocalAgents(
                context.getBundle().getVersion().toString(),
                options(config),
                new AddedFolders(addedFolders),
                Clock.systemUTC());
    }

    private AgentOptions options(Config config) {
        String workspace = config.workspace__path().isBlank() ? startedFor : config.workspace__path();
        return AgentOptions.of(
                config.polling__interval(), config.sensor__timeout(), config.session__timeout(), workspace);
    }

    @Activate
    void activate() {
        agents.start();
    }

    @Modified
    void modified(Config config) {
        agents.options(options(config));
    }

    @Deactivate
    void deactivate() {
        agents.close();
    }

    @Reference(
            service = Sensor.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updatedSensor")
    void bindSensor(Sensor sensor, Map<String, ?> properties) {
        agents.bind(sensor, properties);
    }

    void updatedSensor(Sensor sensor, Map<String, ?> properties) {
        agents.updated(sensor, properties);
    }

    void unbindSensor(Sensor sensor) {
        agents.unbind(sensor);
    }

    @Reference(
            service = StateStore.class,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStore(StateStore store) {
        agents.bind(store);
    }

    void unbindStore(StateStore store) {
        agents.unbind(store);
    }

    @Override
    public Agent add(Path folder) {
        return agents.add(folder);
    }

    @Override
    public boolean remove(Path folder) {
        return agents.remove(folder);
    }

    @Override
    public List<Agent> list() {
        return agents.list();
    }

    @Override
    public Optional<Agent> holding(Path directory) {
        return agents.holding(directory);
    }

    @Override
    public List<Target> sessions() {
        return agents.sessions();
    }

    @Override
    public State accept(ToolDocument document) {
        return agents.accept(document);
    }

    @Override
    public State preview(ToolDocument document) {
        return agents.preview(document);
    }

    @Override
    public List<SensorStatus> sensors() {
        return agents.sensors();
    }

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public Status status() {
        return agents.status();
    }
}
