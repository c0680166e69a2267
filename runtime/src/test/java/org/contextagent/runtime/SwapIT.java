package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextagent.runtime.testing.Assembled;
import org.contextagent.runtime.testing.EmbeddedRuntime;
import org.contextagent.runtime.testing.Eventually;
import org.contextagent.runtime.testing.GitRepository;
import org.contextagent.runtime.testing.Json;
import org.contextagent.runtime.testing.SocketClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;

/** Every bundle but the API's is swapped in every way, again and again, while documents come in and a branch is switched. */
class SwapIT {

    private static final int ROUNDS = Integer.getInteger("contextagent.swap.rounds", 200);
    private static final int SESSIONS = 5;

    /** Documents a second, of all sessions together. */
    private static final int RATE = 50;

    @TempDir
    Path folder;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Long> answered = new ConcurrentHashMap<>();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final List<Throwable> frameworkErrors = Collections.synchronizedList(new ArrayList<>());
    private final List<WeakReference<ClassLoader>> gone = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    @DisplayName("A6 E8 bundles are stopped, started, updated and reinstalled under load and nothing is lost or left")
    void every_bundle_is_swapped_under_load() throws Exception {
        long seed = Long.getLong("contextagent.seed", System.nanoTime());
        System.out.println("SwapIT seed " + seed + " (repeat it with -Dcontextagent.seed=" + seed + ")");
        GitRepository repository = GitRepository.create(folder.resolve("my-project"));
        repository.git("branch", "topic");
        try (EmbeddedRuntime runtime =
                new EmbeddedRuntime(Assembled.runtime(), folder.resolve("home"), repository.folder())) {
            subscribe(runtime);
            runtime.context().addFrameworkListener(event -> {
                if (event.getType() == FrameworkEvent.ERROR) {
                    frameworkErrors.add(event.getThrowable());
                }
            });
            Resources before = Resources.now();
            Thread documents = new Thread(() -> sendDocuments(runtime, repository.folder()), "documents");
            documents.start();
            List<String> switches = new ArrayList<>();
            try {
                swapAll(runtime, repository, switches, new Random(seed));
            } finally {
                over.set(true);
                documents.join(60_000);
            }
            Files.write(
                    Assembled.root().resolve("runtime/target/SwapIT.events"),
                    Stream.concat(events.stream(), told.stream()).toList());
            sessions_are_as_new_as_their_last_documents(runtime);
            each_switch_was_told_once_and_in_order(switches);
            events_are_numbered_without_gaps();
            assertEquals(List.of(), frameworkErrors, "errors of the framework");
            assertEquals(List.of(), errors(runtime), "errors in the log");
            nothing_is_left(runtime, before);
        }
        Eventually.holds(
                "no thread of a bundle is left",
                () -> threads().isEmpty(),
                () -> threads().toString());
    }

    private void swapAll(EmbeddedRuntime runtime, GitRepository repository, List<String> switches, Random random)
            throws Exception {
        List<String> order = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (order.isEmpty()) {
                order.addAll(runtime.swappable());
                Collections.shuffle(order, random);
            }
            Bundle bundle = runtime.bundle(order.remove(0));
            String branch = switches.size() % 2 == 0 ? "topic" : "main";
            int way = random.nextInt(4);
            boolean duringSwap = random.nextBoolean();
            Runnable change = () -> {
                repository.git("checkout", "-q", branch);
                switches.add(branch);
            };
            gone.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
            switch (way) {
                case 0 -> {
                    bundle.stop();
                    if (duringSwap) {
                        change.run();
                    }
                    no_thread_of(bundle.getSymbolicName());
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                    gone.remove(gone.size() - 1);
                }
                case 1 -> {
                    Thread git = new Thread(duringSwap ? change : () -> {}, "git");
                    git.start();
                    runtime.update(bundle);
                    git.join();
                }
                case 2 -> {
                    String location = bundle.getLocation();
                    runtime.uninstall(bundle);
                    if (duringSwap) {
                        change.run();
                    }
                    no_thread_of(bundle.getSymbolicName());
                    runtime.install(location);
                }
                default -> {
                    bundle.stop();
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                    runtime.update(bundle);
                }
            }
            if (!duringSwap) {
                change.run();
            }
            // so that each switch can be told apart: two quick ones may well be seen as one
            awaitBranch(switches.get(switches.size() - 1), runtime);
            told.add(bundle.getSymbolicName() + " way " + way + (duringSwap ? " during " : " after ") + lastSeq());
        }
    }

    private long lastSeq() {
        List<JsonNode> all = parsed();
        return all.isEmpty() ? 0 : all.get(all.size() - 1).at("/seq").asLong();
    }

    private void no_thread_of(String symbolicName) throws Exception {
        String prefix = "context-agent-"
                + symbolicName.substring("org.contextagent.".length()).replace('.', '-') + "-";
        Eventually.holds(
                "no thread " + prefix + " is left",
                () -> threads().stream().noneMatch(name -> name.startsWith(prefix)),
                () -> threads().toString());
    }

    private void awaitBranch(String branch, EmbeddedRuntime runtime) throws Exception {
        Eventually.holds(
                "the branch " + branch + " was told",
                () -> branch.equals(lastBranch()),
                () -> "last told: " + lastBranch() + "; bundles: " + states(runtime) + "; events: " + tail(events, 12));
    }

    private @Nullable String lastBranch() {
        List<String[]> told = branches();
        return told.isEmpty() ? null : told.get(told.size() - 1)[1];
    }

    /** The steps of the workspace's branch as told: old and new. */
    private List<String[]> branches() {
        return parsed().stream()
                .filter(event -> event.at("/event_type").asText().equals("branch_changed"))
                .map(event -> new String[] {
                    event.at("/old_value").asText(null), event.at("/new_value").asText(null)
                })
                .toList();
    }

    private List<JsonNode> parsed() {
        synchronized (events) {
            return events.stream().map(Json::read).toList();
        }
    }

    private void each_switch_was_told_once_and_in_order(List<String> switches) {
        List<String> told = branches().stream().map(step -> step[1]).collect(Collectors.toCollection(ArrayList::new));
        assertEquals(switches, told, "the branches as told; the steps were " + describe(branches()));
    }

    private static String describe(List<String[]> steps) {
        return steps.stream().map(step -> step[0] + "->" + step[1]).collect(Collectors.joining(" "));
    }

    private void events_are_numbered_without_gaps() {
        long last = 0;
        for (JsonNode event : parsed()) {
            long number = event.at("/seq").asLong();
            assertTrue(last == 0 || number == last + 1, "event " + number + " came after " + last);
            last = number;
        }
    }

    private void sessions_are_as_new_as_their_last_documents(EmbeddedRuntime runtime) throws Exception {
        for (int session = 0; session < SESSIONS; session++) {
            String id = "s" + session;
            // what came while somebody was away was kept: it is newer than, or the same as, what was answered last
            Eventually.holds(
                    "the state of " + id + " is that of its last document",
                    () -> tokens(runtime, id) >= answered.getOrDefault(id, Long.MAX_VALUE),
                    () -> tokens(runtime, id) + " instead of " + answered.get(id) + " (sent " + sent.get(id) + ")");
            assertTrue(tokens(runtime, id) <= sent.get(id), "nobody sent that");
        }
    }

    private static long tokens(EmbeddedRuntime runtime, String session) {
        return SocketClient.ask(runtime.home(), "{\"op\":\"state\",\"session\":\"" + session + "\"}")
                .map(lines -> Json.read(lines.get(0))
                        .at("/context_window/tokens_used")
                        .asLong(-1))
                .orElse(-1L);
    }

    private void sendDocuments(EmbeddedRuntime runtime, Path workspace) {
        long started = System.nanoTime();
        for (long count = 1; !over.get(); count++) {
            String session = "s" + count % SESSIONS;
            sent.put(session, count);
            String document = "{\"session_id\":\"" + session + "\",\"cwd\":\"" + workspace
                    + "\",\"model\":{\"display_name\":\"Claude\"},\"context_window\":{\"context_window_size\":10000000,"
                    + "\"total_input_tokens\":" + count + "}}";
            long number = count;
            SocketClient.ask(runtime.home(), document)
                    .filter(lines -> lines.size() == 2)
                    .ifPresent(lines -> answered.put(session, number));
            long due = started + count * 1_000_000_000L / RATE;
            while (System.nanoTime() < due && !over.get()) {
                java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    /** A handler of our own, registered by no bundle that is swapped; its types are those of the API's bundle. */
    private void subscribe(EmbeddedRuntime runtime) throws Exception {
        Bundle api = runtime.bundle("org.contextagent.api");
        Class<?> type = api.loadClass("org.contextagent.api.event.ContextEventHandler");
        Object handler = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            switch (method.getName()) {
                case "handle" -> {
                    Map<?, ?> document = (Map<?, ?>)
                            args[0].getClass().getMethod("toDocument").invoke(args[0]);
                    events.add(Json.write(document));
                }
                case "missed" -> frameworkErrors.add(new AssertionError(args[0] + " events were missed"));
                case "equals" -> {
                    return proxy == args[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                default -> {
                    return "the test's handler";
                }
            }
            return null;
        });
        runtime.context().registerService(type.getName(), handler, new Hashtable<>());
    }

    private static List<String> errors(EmbeddedRuntime runtime) throws Exception {
        return runtime.log().stream()
                .filter(line -> Json.read(line).at("/level").asText().equals("ERROR"))
                .toList();
    }

    private void nothing_is_left(EmbeddedRuntime runtime, Resources before) throws Exception {
        Eventually.holds(
                "the class loaders of what was updated and uninstalled are gone",
                () -> {
                    System.gc();
                    return gone.stream().noneMatch(loader -> loader.get() != null);
                },
                () -> gone.stream()
                        .map(WeakReference::get)
                        .filter(loader -> loader != null)
                        .toList()
                        .toString());
        Eventually.holds(
                "files, sockets, watches and threads are as they were",
                () -> Resources.now().isNoMoreThan(before),
                () -> before + " before, " + Resources.now() + " now");
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("context-agent-"))
                .sorted()
                .toList();
    }

    private static String states(EmbeddedRuntime runtime) {
        return Stream.of(runtime.context().getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getState())
                .toList()
                .toString();
    }

    private static List<String> tail(List<String> list, int most) {
        synchronized (list) {
            return List.copyOf(list.subList(Math.max(0, list.size() - most), list.size()));
        }
    }

    /** What the process holds, counted by kind. */
    private record Resources(Map<String, Long> files, Map<String, Long> threads) {

        /** The largest pool of a bundle may have grown to its full size meanwhile. */
        private static final int POOL = 8;

        static Resources now() {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Resources(
                        count(open.map(Resources::kind).filter(kind -> !kind.isEmpty())),
                        count(SwapIT.threads().stream().map(name -> name.replaceAll("-?\\d+$", ""))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, Long> count(Stream<String> kinds) {
            return kinds.collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        }

        private static String kind(Path descriptor) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("socket:")
                        ? "socket"
                        : target.contains("inotify") ? "inotify" : target.endsWith(".jar") ? "jar" : "";
            } catch (IOException e) {
                return ""; // closed meanwhile
            }
        }

        boolean isNoMoreThan(Resources before) {
            // a connection of the test itself may just be closing
            return files.entrySet().stream()
                            .allMatch(kind -> kind.getValue() <= before.files.getOrDefault(kind.getKey(), 0L) + 1)
                    && threads.entrySet().stream()
                            .allMatch(kind -> before.threads.containsKey(kind.getKey())
                                    && kind.getValue() <= Math.max(POOL, before.threads.get(kind.getKey())));
        }
    }
}
