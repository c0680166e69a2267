package org.contextagent.runtime.testing;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.annotation.Testable;
import org.opentest4j.AssertionFailedError;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/** Starts a framework for a test class with Pax Exam and runs its tests in there. One framework at a time. */
final class InContainer implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {

    private static final String HOME = "org.contextagent.home";

    private final Map<String, TestAddress> addresses = new HashMap<>();
    private TestContainer container;
    private Path home;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Class<?> test = context.getRequiredTestClass();
        // not below the source tree: the path of a local socket may have some hundred bytes at most
        home = Files.createTempDirectory("context-agent");
        // the launcher is not there to make them
        for (String folder : List.of("run", "state", "config")) {
            Files.createDirectory(
                    home.resolve(folder),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        System.setProperty(HOME, home.toString());
        ExamSystem system = PaxExamRuntime.createTestSystem(options(home));
        TestProbeBuilder probe = system.createProbe();
        for (Method method : test.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                addresses.put(method.getName(), probe.addTest(test, method.getName()));
            }
        }
        container = PaxExamRuntime.createContainer(system);
        try {
            container.start();
            container.installProbe(probe.build().getStream());
        } catch (RuntimeException | Error e) {
            afterAll(context);
            throw e;
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invocation.skip();
        try {
            container.call(addresses.get(method.getExecutable().getName()));
        } catch (RuntimeException e) {
            throw cause(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try {
            container.stop();
        } finally {
            System.clearProperty(HOME);
            TempFolders.delete(home);
        }
    }

    /** What the test itself threw. */
    private static Throwable cause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof AssertionError) {
                return cause;
            }
            // thrown by the framework's copy of the class
            if (cause.getClass().getName().equals(AssertionFailedError.class.getName())) {
                return new AssertionFailedError(cause.getMessage(), cause);
            }
        }
        return thrown;
    }

    private static Option[] options(Path home) throws IOException, URISyntaxException {
        List<Option> options = new ArrayList<>();
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Assembled.runtime().resolve("conf/framework.properties"))) {
            properties.load(reader);
        }
        properties.put(
                "felix.fileinstall.dir",
                Files.createDirectory(home.resolve("deploy")).toString());
        properties.put("felix.cm.dir", home.resolve("config-admin").toString());
        properties.put("org.contextagent.workspace", home.toString());
        properties.forEach(
                (name, value) -> options.add(frameworkProperty((String) name).value((String) value)));
        options.add(frameworkStartLevel(
                Integer.parseInt(properties.getProperty("org.osgi.framework.startlevel.beginning"))));
        for (String folder : List.of("bundle", "deploy")) {
            for (Path jar : Assembled.jars(folder)) {
                boolean isLogging = jar.getFileName().toString().startsWith("org.ops4j.pax.logging.");
                options.add(bundle("reference:" + jar.toUri()).startLevel(isLogging ? 1 : 2));
            }
        }
        for (Class<?> type : List.of(Assertions.class, Testable.class, AssertionFailedError.class)) {
            Path jar = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            options.add(bundle("reference:" + jar.toUri()).startLevel(2));
        }
        return options.toArray(Option[]::new);
    }
}
