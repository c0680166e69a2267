package org.contextagent.agent;

import static org.contextagent.agent.testing.FakeDocuments.document;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.contextagent.agent.testing.Eventually;
import org.contextagent.agent.testing.FakeDocuments;
import org.contextagent.agent.testing.FakeSensor;
import org.contextagent.agent.testing.FakeStore;
import org.contextagent.api.agent.Agent;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.state.StateKey;
import org.contextagent.api.status.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

@Timeout(120)
class AgentsComponentTest {

    @TempDir
    Path folder;

    @TempDir
    Path data;

    private record Options(double polling, String workspace) implements AgentsComponent.Config {

        @Override
        public double polling__interval() {
            return polling;
        }

        @Override
        public double sensor__timeout() {
            return 30;
        }

        @Override
        public double session__timeout() {
            return 3600;
        }

        @Override
        public String workspace__path() {
            return workspace;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return AgentsComponent.Config.class;
        }
    }

    private BundleContext context(@Nullable String startedFor) {
        Bundle bundle = fake(Bundle.class, "getVersion", Version.parseVersion("4.5.6"));
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBundle" -> bundle;
                    case "getProperty" -> startedFor;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private AgentsComponent component(@Nullable String startedFor, String workspace) {
        return new AgentsComponent(context(startedFor), new Options(3600, workspace), data.resolve("added"));
    }

    private static <T> T fake(Class<T> type, String name, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                AgentsComponentTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (!method.getName().equals(name)) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }

    @Test
    @DisplayName("A1 the folder that the runtime was started for has an agent; the state carries the bundle's version")
    void the_component_lives_through_its_life() {
        FakeStore store = new FakeStore();
        FakeSensor git = new FakeSensor("git").gives("workspace.git.branch", "main");
        FakeDocuments documents = new FakeDocuments("session");
        AgentsComponent component = component(folder.toString(), "");
        component.bindSensor(git, Fixture.properties(1, 0));
        component.bindSensor(documents, Fixture.properties(2, 0));
        component.bindStore(store);
        assertTrue(component.list().isEmpty());
        component.activate();

        Eventually.holds(
                "sensed", () -> store.current(StateKey.workspace(folder)).isPresent());
        Agent agent = component.holding(folder).orElseThrow();
        assertEquals("4.5.6", agent.state().agentVersion());
        assertEquals("agent", component.name());
        assertEquals(Status.Level.OK, component.status().level());
        assertEquals(2, component.sensors().size());
        assertEquals(
                "one",
                component
                        .preview(document(folder, "session=s1 model=one"))
                        .model()
                        .orElseThrow());
        assertEquals(
                "one",
                component
                        .accept(document(folder, "session=s1 model=one"))
                        .model()
                        .orElseThrow());
        assertEquals(List.of(Target.of(folder, "s1")), component.sessions());
        assertEquals(agent, component.add(folder));

        component.modified(new Options(0.01, ""));
        Eventually.holds("polls", () -> git.calls(Target.of(folder)) > 3);
        assertTrue(component.list().contains(agent));

        component.updatedSensor(git, Fixture.properties(1, 5));
        component.unbindStore(store);
        component.unbindSensor(git);
        assertTrue(component.remove(folder));
        component.deactivate();
        assertFalse(agent.isRunning());
        Eventually.equal(List.of(), Fixture::threads);
    }

    @Test
    @DisplayName("C14 workspace_path wins over the folder that the runtime was started for, and is taken at run time")
    void the_option_wins(@TempDir Path other) {
        AgentsComponent component = component(folder.toString(), other.toString());
        component.activate();
        assertEquals(other, component.list().get(0).workspace());
        component.modified(new Options(3600, ""));
        assertEquals(folder, component.list().get(0).workspace());
        component.deactivate();
    }

    @Test
    @DisplayName("A1 without a folder there is no workspace until one is added")
    void without_a_folder_there_is_no_workspace() {
        AgentsComponent component = component(null, "");
        component.activate();
        assertTrue(component.list().isEmpty());
        component.add(folder);
        component.deactivate();
        assertEquals(List.of(folder.toString()), new AddedFolders(data.resolve("added")).load());
    }
}
