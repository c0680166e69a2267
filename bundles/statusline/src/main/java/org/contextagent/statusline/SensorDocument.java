package org.contextagent.statusline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.contextagent.api.state.ContextWindow;
import org.contextagent.api.state.Fact;
import org.contextagent.api.state.State;
import org.contextagent.api.text.SafeText;

/** A state as the document that the sensor script writes to standard error: exactly these fields, always all of them. */
public final class SensorDocument {

    /** The model where no tool told one. */
    static final String MODEL = "Claude";

    // no recycling: a buffer kept in a thread of somebody else would outlive this bundle
    private final JsonFactory json = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    /** One line of JSON, harmless on a terminal. */
    public String of(State state) {
        StringWriter text = new StringWriter(320);
        try (JsonGenerator to = json.createGenerator(text)) {
            to.writeStartObject();
            to.writeStringField("version", State.SENSOR_VERSION);
            to.writeStringField("model", state.model().orElse(MODEL));
            to.writeObjectFieldStart("workspace");
            to.writeStringField("path", state.workspacePath().orElse(""));
            to.writeStringField("name", state.workspaceName().orElse(""));
            to.writeObjectFieldStart("git");
            to.writeBooleanField("is_repo", state.facts().flag(Fact.GIT_IS_REPO));
            to.writeStringField("branch", state.branch().orElse(null));
            to.writeEndObject();
            to.writeEndObject();
            write(window(state), to);
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SafeText.json(text.toString());
    }

    private static void write(ContextWindow window, JsonGenerator to) throws IOException {
        to.writeObjectFieldStart("context_window");
        to.writeNumberField("max_tokens", window.maxTokens());
        to.writeNumberField("tokens_used", window.tokensUsed());
        to.writeNumberField("usage_pct", window.usagePct());
        to.writeEndObject();
    }

    private static ContextWindow window(State state) {
        long max = state.facts().number(Fact.MAX_TOKENS).orElse(ContextWindow.DEFAULT_MAX_TOKENS);
        long used = state.facts().number(Fact.TOKENS_USED).orElse(0);
        ContextWindow computed = ContextWindow.of(max, used);
        return new ContextWindow(max, used, (int) state.usagePct().orElse(computed.usagePct()));
    }
}
