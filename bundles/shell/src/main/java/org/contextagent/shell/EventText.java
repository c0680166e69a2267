package org.contextagent.shell;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.contextagent.api.event.ContextEvent;
import org.contextagent.api.event.EventType;
import org.contextagent.api.text.SafeText;
import org.jspecify.annotations.Nullable;

/** An event on one line for a person. */
final class EventText {

    private EventText() {}

    static String line(ContextEvent event) {
        Object place = event.metadata()
                .getOrDefault(ContextEvent.WORKSPACE_NAME, event.metadata().getOrDefault(ContextEvent.WORKSPACE, ""));
        Object session = event.metadata().get(ContextEvent.SESSION_ID);
        return String.format(
                        "%s %6d %-17s ",
                        event.timestamp(), event.seq(), event.type().wireName())
                + SafeText.line(place + (session == null ? "" : " (session " + session + ")") + "  " + what(event));
    }

    private static String what(ContextEvent event) {
        if (event.type() == EventType.STATE_UPDATED) {
            return event.oldValue() == null
                    ? "first state"
                    : changes(event.metadata().get(ContextEvent.CHANGES));
        }
        String step = shown(event.oldValue()) + " → " + shown(event.newValue());
        Object threshold = event.metadata().get(ContextEvent.THRESHOLD);
        return threshold == null ? step : step + " % (threshold " + threshold + " %)";
    }

    private static String changes(@Nullable Object changes) {
        return changes instanceof List<?> list
                ? list.stream()
                        .map(change -> change instanceof Map<?, ?> map ? Objects.toString(map.get("name")) : "")
                        .collect(Collectors.joining(", "))
                : "";
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
