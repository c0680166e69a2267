package org.contextagent.agent.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.contextagent.api.sensor.DocumentSensor;
import org.contextagent.api.sensor.Target;
import org.contextagent.api.sensor.ToolDocument;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.Facts;

/**
 * A sensor of documents that are words: {@code session=ID folder=PATH model=NAME used=TOKENS ended}. Without a session the document
 * is of the folder.
 */
public final class FakeDocuments extends FakeSensor implements DocumentSensor {

    private final Map<String, Facts> known = new ConcurrentHashMap<>();
    private final List<String> forgotten = new ArrayList<>();
    private volatile boolean broken;
    private volatile Runnable whenAccepting = () -> {};

    public FakeDocuments(String name) {
        super(name, Scope.SESSION);
        does(target -> known.getOrDefault(id(target), Facts.NONE));
    }

    @Override
    public Scope scope() {
        return Scope.SESSION;
    }

    public static ToolDocument document(Path folder, String words) {
        return new ToolDocument("folder=" + folder + " " + words, folder);
    }

    public void breaks() {
        broken = true;
    }

    /** Runs first in each {@link #accept}. */
    public void whenAccepting(Runnable task) {
        whenAccepting = task;
    }

    /** Waits whatever interrupts it. */
    public static void await(CountDownLatch go) {
        while (go.getCount() > 0) {
            try {
                go.await();
            } catch (InterruptedException e) {
                // deaf
                continue;
            }
        }
    }

    public void mends() {
        broken = false;
    }

    private static String id(Target target) {
        return target.session().orElseGet(() -> "at " + target.workspace());
    }

    @Override
    public Accepted accept(ToolDocument document) {
        whenAccepting.run();
        return keep(document);
    }

    private synchronized Accepted keep(ToolDocument document) {
        Map<String, String> words = words(document);
        Target target = target(words);
        known.put(id(target), facts(words));
        return new Accepted(target, words.containsKey("ended"));
    }

    @Override
    public Preview preview(ToolDocument document) {
        Map<String, String> words = words(document);
        return new Preview(target(words), facts(words));
    }

    private Map<String, String> words(ToolDocument document) {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        Map<String, String> words = new ConcurrentHashMap<>();
        for (String word : document.json().split(" ")) {
            int sign = word.indexOf('=');
            words.put(sign < 0 ? word : word.substring(0, sign), word.substring(sign + 1));
        }
        return words;
    }

    private static Target target(Map<String, String> words) {
        return new Target(Path.of(words.getOrDefault("folder", "/")), Optional.ofNullable(words.get("session")));
    }

    private static Facts facts(Map<String, String> words) {
        Facts.Builder facts = Facts.builder();
        facts.put(Fact.MODEL, words.get("model"));
        facts.put(Fact.SESSION_ID, words.get("session"));
        if (words.containsKey("used")) {
            facts.put(Fact.TOKENS_USED, Long.valueOf(words.get("used")));
        }
        return facts.build();
    }

    @Override
    public synchronized void forget(String session) {
        known.remove(session);
        forgotten.add(session);
    }

    public synchronized List<String> forgotten() {
        return List.copyOf(forgotten);
    }

    public boolean knows(String session) {
        return known.containsKey(session);
    }
}
