package org.contextagent.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.contextagent.api.command.Command;
import org.contextagent.api.command.CommandException;
import org.contextagent.api.command.UsageException;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.ContextEventHandler;
import org.contextagent.api.event.EventLog;
import org.contextagent.api.event.EventType;
import org.contextagent.shell.testing.Answer;
import org.contextagent.shell.testing.Framework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

class EventsCommandTest {

    private static final Path HERE = Path.of("/");

    private final List<ContextEvent> events = new ArrayList<>(List.of(
            event(1, EventType.STATE_UPDATED, null, Map.of("model", "Claude"), Map.of()),
            event(2, EventType.BRANCH_CHANGED, "main", "to\u001bpic", Map.of(ContextEvent.SESSION_ID, "s-1")),
            event(3, EventType.CONTEXT_THRESHOLD, 79L, 82L, Map.of(ContextEvent.THRESHOLD, 80L)),
            event(
                    4,
                    EventType.STATE_UPDATED,
                    Map.of(),
                    Map.of(),
                    Map.of(ContextEvent.CHANGES, List.of(Map.of("name", "model"), Map.of("name", "cost.total_usd"))))));

    private final EventLog log = (after, type, limit) -> {
        List<ContextEvent> found = events.stream()
                .filter(event ->
                        event.seq() > after && type.map(event.type()::equals).orElse(true))
                .toList();
        return found.subList(Math.max(0, found.size() - limit), found.size());
    };

    @TempDir
    Path folder;

    private Framework framework;
    private EventsCommand command;

    @BeforeEach
    void start() throws Exception {
        framework = new Framework(folder.resolve("felix"));
        command = new EventsCommand(framework.context(), log);
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    @Test
    void each_event_is_a_line_that_tells_what_happened() throws Exception {
        List<String> lines = Answer.of(command, HERE).lines;
        assertEquals("2026-11-24T08:00:01Z      1 state_updated     proj  first state", lines.get(0));
        assertEquals("2026-11-24T08:00:02Z      2 branch_changed    proj (session s-1)  main → topic", lines.get(1));
        assertEquals("2026-11-24T08:00:03Z      3 context_threshold proj  79 → 82 % (threshold 80 %)", lines.get(2));
        assertEquals("2026-11-24T08:00:04Z      4 state_updated     proj  model, cost.total_usd", lines.get(3));
    }

    @Test
    void they_are_chosen_by_number_type_and_limit() throws Exception {
        assertEquals(2, Answer.of(command, HERE, "--since", "2").lines.size());
        assertEquals(
                2, Answer.of(command, HERE, "--type", "state_updated").lines.size());
        JsonNode last = new ObjectMapper()
                .readTree(Answer.of(command, HERE, "--limit=1", "--json").text());
        assertEquals(4, last.at("/seq").asLong());
        assertEquals("state_updated", last.at("/event_type").asText());
    }

    @Test
    void wrong_options_are_told_what_is_valid() {
        UsageException type = assertThrows(UsageException.class, () -> Answer.of(command, HERE, "--type", "branch"));
        assertTrue(type.getMessage().contains("branch_changed, context_threshold"), type.getMessage());
        assertThrows(UsageException.class, () -> Answer.of(command, HERE, "--limit", "-1"));
        assertThrows(UsageException.class, () -> Answer.of(command, HERE, "--since", "x"));
    }

    @Test
    void following_shows_what_was_missed_and_then_each_event_once_until_the_caller_goes() throws Exception {
        Answer answer = new Answer();
        CompletableFuture<Void> following = follow(answer, "--follow", "--since", "3");
        ContextEventHandler handler = handler();
        handler.handle(events.get(3));
        handler.handle(event(5, EventType.MODEL_CHANGED, "a", "b", Map.of()));
        await(() -> answer.lines.size() == 2);
        assertTrue(answer.lines.get(0).contains(" 4 state_updated"));
        assertTrue(answer.lines.get(1).endsWith("a → b"));
        answer.closed = true;
        following.get(20, TimeUnit.SECONDS);
        assertEquals(null, framework.context().getServiceReference(ContextEventHandler.class));
    }

    @Test
    void following_without_a_number_begins_now_and_keeps_to_the_type() throws Exception {
        Answer answer = new Answer();
        CompletableFuture<Void> following = follow(answer, "--follow", "--type", "model_changed");
        ContextEventHandler handler = handler();
        handler.handle(event(5, EventType.STATE_UPDATED, null, Map.of(), Map.of()));
        handler.handle(event(6, EventType.MODEL_CHANGED, "a", "b", Map.of()));
        await(() -> answer.lines.size() == 1);
        answer.closed = true;
        following.get(20, TimeUnit.SECONDS);
        assertTrue(answer.text().contains(" 6 model_changed"));
    }

    @Test
    void a_follower_that_misses_events_is_told_and_ends() throws Exception {
        CompletableFuture<Void> following = follow(new Answer(), "--follow");
        handler().missed(3);
        ExecutionException e = assertThrows(ExecutionException.class, () -> following.get(20, TimeUnit.SECONDS));
        assertTrue(String.valueOf(e.getMessage()).contains("too slow"), e.getMessage());
    }

    @Test
    void followers_end_with_the_bundle() throws Exception {
        CompletableFuture<Void> following = follow(new Answer(), "--follow");
        handler();
        command.deactivate();
        ExecutionException e = assertThrows(ExecutionException.class, () -> following.get(20, TimeUnit.SECONDS));
        assertTrue(String.valueOf(e.getMessage()).contains("was stopped"), e.getMessage());
    }

    @Test
    void without_the_events_bundle_the_error_names_it() {
        EventsCommand alone = new EventsCommand(framework.context(), null);
        CommandException e = assertThrows(CommandException.class, () -> Answer.of(alone, HERE));
        assertTrue(e.getMessage().startsWith("the bundle org.contextagent.events is not running"));
    }

    private CompletableFuture<Void> follow(Answer answer, String... arguments) {
        return CompletableFuture.runAsync(() -> {
            try {
                command.run(new Command.Call(List.of(arguments), HERE, Command.Input.NONE), answer);
            } catch (CommandException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private ContextEventHandler handler() {
        await(() -> framework.context().getServiceReference(ContextEventHandler.class) != null);
        ServiceReference<ContextEventHandler> reference =
                framework.context().getServiceReference(ContextEventHandler.class);
        return framework.context().getService(reference);
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "not in time");
            Thread.onSpinWait();
        }
    }

    private static ContextEvent event(
            long seq, EventType type, Object oldValue, Object newValue, Map<String, Object> metadata) {
        Map<String, Object> all = new HashMap<>(metadata);
        all.put(ContextEvent.WORKSPACE_NAME, "proj");
        Instant time = Instant.parse("2026-11-24T08:00:00Z").plusSeconds(seq);
        return new ContextEvent(seq, new UUID(0, seq), type, time, oldValue, newValue, all);
    }
}
