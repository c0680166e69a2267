package org.contextagent.api.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTest {

    @Test
    void a_status_keeps_its_details_in_order_and_cannot_be_changed() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("z", 1);
        details.put("a", 2);
        Status status = new Status(Status.Level.OK, "all is well", details);
        details.clear();

        assertEquals(List.of("z", "a"), new ArrayList<>(status.details().keySet()));
        assertThrows(UnsupportedOperationException.class, () -> status.details().clear());
    }
}
