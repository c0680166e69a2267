package org.contextagent.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextagent.api.home.Home;
import org.contextagent.api.text.SafeText;

/**
 * Runs the agent in this process until it is asked to end.
 *
 * <p>Standard output gets one line, when the agent is ready; what else a person must know goes to standard error, and everything
 * else into the log.
 */
final class Launcher {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final List<String> OF_A_RUN = List.of("agent.json", "agent.sock", "token");

    private final Home home;
    private final Installation installation;
    private final PrintStream out;
    private final PrintStream err;

    Launcher(Home home, Installation installation, PrintStream out, PrintStream err) {
        this.home = home;
        this.installation = installation;
        this.out = out;
        this.err = err;
    }

    /** @return the exit status: 0 when it was asked to end and did, 1 when it could not start */
    int run(Arguments arguments) {
        try {
            HomeFolders.prepare(home);
            Map<String, String> about = new HashMap<>();
            about.put("folder", arguments.folder().toString());
            arguments.config().ifPresent(file -> about.put("config", file.toString()));
            // the state too: two logins of a user may well have different run folders
            try (RuntimeLock lock = RuntimeLock.take(home.run(), about);
                    RuntimeLock stateLock = RuntimeLock.take(home.state(), about)) {
                // whoever left them behind does not run any more
                cleanRunFolder();
                return run(arguments, lock, stateLock);
            }
        } catch (StartException e) {
            say(e.getMessage());
            return 1;
        }
    }

    @SuppressWarnings("unused") // the locks are what says that nobody else does this
    private int run(Arguments arguments, RuntimeLock lock, RuntimeLock stateLock) throws StartException {
        DeployFolder deploy = new DeployFolder(home.state());
        deploy.bring(installation);
        Path logs = home.state().resolve("logs");
        System.setProperty(FrameworkProperties.LOGS, logs.toString());
        Container container = new Container(new FrameworkProperties(installation, home).of(arguments, deploy.folder()));
        Ending ending = new Ending(STOPPED_WITHIN, () -> {
            say(container.stopping() + " did not stop within " + STOPPED_WITHIN.toSeconds() + " s; ended all the same");
            cleanRunFolder();
            Runtime.getRuntime().halt(1);
        });
        Signals.onEnd(ending::onRequest);
        start(container, ending, arguments, logs.resolve("agent.log"));
        Ending.Reason reason = ending.await();
        if (!reason.message().isEmpty()) {
            say(reason.message());
        }
        container.stop();
        cleanRunFolder();
        return reason.status();
    }

    private void start(Container container, Ending ending, Arguments arguments, Path log) {
        try {
            container.start(installation.bundles(), ending::onFailure);
            container.onStopped(ending::onRequest);
            Optional<AgentFile> agent = awaitReady(ending);
            if (agent.isPresent()) {
                out.println(readyLine(agent.get(), arguments, log));
                out.flush();
            } else {
                ending.onFailure("not ready within " + READY_WITHIN.toSeconds() + " s: " + container.problems()
                        + "; see " + log);
            }
        } catch (StartException | IOException | RuntimeException | LinkageError e) {
            // whatever it is: the framework must not go on without anybody who would end it
            ending.onFailure(Reasons.of(e));
        }
    }

    private Optional<AgentFile> awaitReady(Ending ending) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        Optional<AgentFile> agent = AgentFile.ours(home.run());
        while (agent.isEmpty() && System.nanoTime() < deadline && !ending.isAskedWithin(LOOK_EVERY)) {
            agent = AgentFile.ours(home.run());
        }
        return agent;
    }

    private String readyLine(AgentFile agent, Arguments arguments, Path log) {
        List<String> parts = new ArrayList<>();
        parts.add("workspace " + arguments.folder());
        parts.add("socket " + agent.socket());
        parts.add("port " + agent.port());
        agent.httpPort().ifPresent(port -> parts.add("http://127.0.0.1:" + port));
        parts.add("log " + log);
        return SafeText.line("context-agent " + installation.version() + " is ready: " + String.join(", ", parts));
    }

    private void cleanRunFolder() {
        for (String name : OF_A_RUN) {
            try {
                Files.deleteIfExists(home.run().resolve(name));
            } catch (IOException e) {
                say("cannot remove " + home.run().resolve(name) + ": " + Reasons.of(e));
            }
        }
    }

    private void say(String message) {
        err.println("context-agent: " + SafeText.line(message));
    }
}
