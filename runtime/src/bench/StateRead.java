import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.contextagent.api.state.Facts;
import org.contextagent.api.state.State;
import org.contextagent.api.state.StateKey;
import org.contextagent.state.MemoryStateStore;

/** How long reading the current state takes, alone and while another thread changes it without pause. Run by state-read.sh. */
class StateRead {

    private static final int READS = 2_000_000;
    private static final int BLOCKS = 15;

    private static long used; // keeps the reads from being optimised away

    public static void main(String[] args) throws Exception {
        MemoryStateStore store = new MemoryStateStore();
        StateKey key = StateKey.workspace(Path.of("/home/dev/my-project"));
        for (int other = 0; other < 100; other++) {
            store.accept(StateKey.session("s" + other), state(other));
        }
        store.accept(key, state(0));
        report("read of the current state", read(store, key));

        AtomicBoolean over = new AtomicBoolean();
        long[] changes = new long[1];
        Thread writer = new Thread(() -> {
            while (!over.get()) {
                store.accept(key, state(++changes[0]));
            }
        });
        writer.start();
        long from = System.nanoTime();
        long[] contended = read(store, key);
        double seconds = (System.nanoTime() - from) / 1e9;
        over.set(true);
        writer.join();
        report("the same while it changes without pause", contended);
        System.out.printf("%-44s %.0f a second%n", "changes accepted meanwhile", changes[0] / seconds);
        if (used == 42) {
            System.out.println();
        }
    }

    private static State state(long tokens) {
        Facts facts = Facts.builder()
                .put("workspace.path", "/home/dev/my-project")
                .put("workspace.git.branch", "main")
                .put("context_window.max_tokens", 200_000L)
                .put("context_window.tokens_used", tokens)
                .build();
        return new State("0.1.0", facts, "", Instant.EPOCH, State.SENSOR_VERSION);
    }

    private static long[] read(MemoryStateStore store, StateKey key) {
        long[] nanos = new long[BLOCKS];
        for (int block = -3; block < BLOCKS; block++) {
            long from = System.nanoTime();
            for (int i = 0; i < READS; i++) {
                used += store.current(key).get().display().length();
            }
            if (block >= 0) {
                nanos[block] = System.nanoTime() - from;
            }
        }
        return nanos;
    }

    private static void report(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf("%-44s %.1f ns%n", what, (double) nanos[BLOCKS / 2] / READS);
    }
}
