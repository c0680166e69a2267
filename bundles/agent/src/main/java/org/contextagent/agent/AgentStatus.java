package org.contextagent.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.contextagent.api.sensor.SensorStatus;
import org.contextagent.api.status.Status;
import org.contextagent.api.status.Status.Level;
import org.contextagent.api.text.SafeText;

/** Puts the condition of the agent into words. */
final class AgentStatus {

    /** How many problems are named; the others are counted. */
    private static final int NAMED = 20;

    private AgentStatus() {}

    static Status of(int workspaces, int sessions, List<SensorStatus> sensors, int hanging) {
        List<SensorStatus> troubled =
                sensors.stream().filter(sensor -> sensor.problem().isPresent()).toList();
        TreeSet<String> names = new TreeSet<>();
        sensors.forEach(sensor -> names.add(sensor.sensor()));

        Map<String, Object> details = new LinkedHashMap<>();
        details.put("workspaces", workspaces);
        details.put("sessions", sessions);
        details.put("sensors", List.copyOf(names));
        details.put(
                "problems",
                troubled.stream().limit(NAMED).map(AgentStatus::described).toList());
        details.put("hanging_threads", hanging);
        if (!troubled.isEmpty()) {
            String more = troubled.size() == 1 ? "" : ", and " + (troubled.size() - 1) + " more";
            return new Status(Level.WARN, described(troubled.get(0)) + more, details);
        }
        if (hanging > 0) {
            return new Status(Level.WARN, hanging + " threads hang in sensors that went", details);
        }
        if (workspaces > 0 && names.isEmpty()) {
            return new Status(Level.WARN, "no sensor is there: install or start one", details);
        }
        return new Status(
                Level.OK, workspaces + " workspaces, " + sessions + " sessions, " + names.size() + " sensors", details);
    }

    private static String described(SensorStatus sensor) {
        String target = sensor.target()
                .session()
                .map(id -> "session " + id)
                .orElseGet(() -> sensor.target().workspace().toString());
        return "sensor " + sensor.sensor() + ": " + sensor.problem().orElse("") + ", for " + SafeText.line(target);
    }
}
