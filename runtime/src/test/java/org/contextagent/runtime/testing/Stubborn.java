package org.contextagent.runtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that does not stop, such as users may write. Says with a file {@code stubborn} in the home that it runs. */
public final class Stubborn implements BundleActivator {

    /** Puts the bundle into a folder that is watched. */
    public static void into(Path deploy) throws IOException {
        String name = Stubborn.class.getName().replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "stubborn");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", Stubborn.class.getName());
        main.putValue("Import-Package", "org.osgi.framework");
        Path beside = deploy.resolveSibling("stubborn.part");
        try (OutputStream file = Files.newOutputStream(beside);
                JarOutputStream jar = new JarOutputStream(file, manifest);
                InputStream code = Stubborn.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
        Files.move(beside, deploy.resolve("stubborn-1.0.0.jar"));
    }

    @Override
    public void start(BundleContext context) throws IOException {
        Files.writeString(Path.of(System.getenv("CONTEXT_AGENT_HOME"), "stubborn"), "");
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
