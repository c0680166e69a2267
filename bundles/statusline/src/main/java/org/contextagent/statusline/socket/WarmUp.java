package org.contextagent.statusline.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks ourselves, over the real sockets, until the answers are fast: the first ones take the virtual machine a thousand times
 * longer than the later ones. The documents are previewed, so nothing of this is kept.
 */
final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private static final int ROUNDS = 300;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final String DOCUMENT = """
            {"hook_event_name":"Status","cwd":FOLDER,"session_id":"warm-up","session_name":"warm-up",\
            "model":{"id":"model-1","display_name":"Model"},\
            "workspace":{"current_dir":FOLDER,"project_dir":FOLDER,"added_dirs":[]},"version":"1.0.0",\
            "output_style":{"name":"default"},"cost":{"total_cost_usd":0.4183,"total_duration_ms":845000},\
            "context_window":{"total_input_tokens":26100,"total_output_tokens":1200,"context_window_size":200000,\
            "used_percentage":13,"remaining_percentage":87,"current_usage":{"input_tokens":2100,"output_tokens":1200,\
            "cache_creation_input_tokens":4000,"cache_read_input_tokens":20000}},"exceeds_200k_tokens":false}
            """;

    private record Endpoint(SocketAddress address, String greeting) {}

    private final List<Endpoint> endpoints = new ArrayList<>();

    WarmUp(Optional<Path> socket, int port, String token) {
        socket.ifPresent(path -> endpoints.add(new Endpoint(UnixDomainSocketAddress.of(path), "")));
        endpoints.add(new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), token + '\n'));
    }

    /** Returns when it is warm, when nobody answers, or after the time at the latest. */
    void run(Path folder, Duration most) throws InterruptedException {
        String path = Answers.quoted(folder.toString());
        String request = "{\"op\":\"line\",\"cwd\":" + path + ",\"preview\":true}\n" + DOCUMENT.replace("FOLDER", path);
        long end = System.nanoTime() + most.toNanos();
        try {
            for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
                for (Endpoint endpoint : endpoints) {
                    if (!ask(endpoint, request)) {
                        // the sensors may still be on their way
                        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("The warm-up ended early", e);
        }
    }

    private static boolean ask(Endpoint endpoint, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(endpoint.address())) {
            ByteBuffer out = ByteBuffer.wrap((endpoint.greeting() + request).getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(4096);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                in.clear();
            }
            return answer.size() > 0;
        }
    }
}
