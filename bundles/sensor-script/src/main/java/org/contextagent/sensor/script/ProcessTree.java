package org.contextagent.sensor.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with all that it started. Children that left it (a new session, a parent that ended) are found by a mark in the
 * environment that they inherit, where the system shows it (Linux, {@code /proc}). For one thread.
 */
final class ProcessTree {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final Path PROC = Path.of("/proc");
    private static final long POLL_MILLIS = 5;
    /** Time that processes have to end by themselves once they are asked to. */
    private static final Duration GRACE = Duration.ofMillis(200);
    /** A process that does not go after so long hangs in the system and cannot be ended by anybody. */
    private static final Duration GIVE_UP = Duration.ofSeconds(5);

    private final Optional<ProcessHandle> root;
    private final byte[] mark;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();
    private final Set<ProcessHandle> asked = new HashSet<>();

    /**
     * @param root the first of the processes; nothing when only the mark tells them
     * @param mark how an entry of their environment begins
     */
    ProcessTree(Optional<ProcessHandle> root, String mark) {
        this.root = root;
        this.mark = mark.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Ends all processes and waits until they are gone; an interrupt is kept for later.
     *
     * @param politely they are asked to end and have a moment for it; otherwise they are ended at once
     */
    void end(boolean politely) {
        boolean interrupted = false;
        long start = System.nanoTime();
        // a process is not seen at the moment in which it turns into another program: look again before it is believed
        for (int quiet = 0; quiet < (seen.isEmpty() ? 1 : 2); ) {
            Set<ProcessHandle> running = running();
            long elapsed = System.nanoTime() - start;
            if (running.isEmpty()) {
                quiet++;
            } else if (elapsed > GIVE_UP.toNanos()) {
                LOG.warn("These processes of a sensor script could not be ended: {}", pids(running));
                break;
            } else {
                quiet = 0;
                end(running, !politely || elapsed > GRACE.toNanos());
            }
            if (!seen.isEmpty()) {
                interrupted |= !sleep();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Set<ProcessHandle> running, boolean force) {
        for (ProcessHandle process : running) {
            if (force) {
                process.destroyForcibly();
            } else if (asked.add(process)) {
                process.destroy();
            }
        }
    }

    private Set<ProcessHandle> running() {
        root.filter(ProcessTree::isRunning).ifPresent(seen::add);
        seen.addAll(marked());
        if (!seen.isEmpty()) {
            addDescendants();
        }
        return seen.stream().filter(ProcessTree::isRunning).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void addDescendants() {
        Map<Long, List<ProcessHandle>> children = new HashMap<>();
        ProcessHandle.allProcesses()
                .forEach(process -> process.parent()
                        .ifPresent(parent -> children.computeIfAbsent(parent.pid(), pid -> new ArrayList<>())
                                .add(process)));
        // an ended process has no children, but its number may be another's by now
        Deque<ProcessHandle> parents =
                seen.stream().filter(ProcessHandle::isAlive).collect(Collectors.toCollection(ArrayDeque::new));
        while (!parents.isEmpty()) {
            for (ProcessHandle child : children.getOrDefault(parents.remove().pid(), List.of())) {
                if (seen.add(child)) {
                    parents.add(child);
                }
            }
        }
    }

    private Set<ProcessHandle> marked() {
        Set<ProcessHandle> marked = new HashSet<>();
        if (!Files.isDirectory(PROC)) {
            return marked;
        }
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != own && isMarked(process)) {
                    // asked again with the handle in hand, which never stands for a later process with that number
                    ProcessHandle.of(pid).filter(handle -> isMarked(process)).ifPresent(marked::add);
                }
            }
        } catch (IOException e) {
            LOG.debug("The processes cannot be listed", e);
        }
        return marked;
    }

    private boolean isMarked(Path process) {
        byte[] environment;
        try {
            environment = Files.readAllBytes(process.resolve("environ"));
        } catch (IOException e) {
            // somebody else's, or gone
            return false;
        }
        for (int entry = 0; entry + mark.length <= environment.length; entry = next(environment, entry)) {
            if (Arrays.equals(environment, entry, entry + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    private static int next(byte[] environment, int entry) {
        int at = entry;
        while (at < environment.length && environment[at] != 0) {
            at++;
        }
        return at + 1;
    }

    /** Whether it is there and no zombie: a zombie has ended and waits for its parent to notice. */
    private static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(
                    PROC.resolve(Long.toString(process.pid())).resolve("stat"), StandardCharsets.ISO_8859_1);
            int state = stat.lastIndexOf(')') + 2;
            return state >= stat.length() || "ZX".indexOf(stat.charAt(state)) < 0;
        } catch (IOException e) {
            return process.isAlive();
        }
    }

    private static boolean sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static String pids(Collection<ProcessHandle> processes) {
        return processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(", "));
    }
}
