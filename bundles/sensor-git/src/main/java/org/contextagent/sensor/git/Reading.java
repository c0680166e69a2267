package org.contextagent.sensor.git;

import java.util.Optional;
import org.contextagent.api.state.Facts;
import org.contextagent.sensor.git.disk.Evidence;

/**
 * What was found for a folder.
 *
 * @param facts what is known; none where it could not be read
 * @param problem why it could not be read, for a person
 * @param evidence what all of that rests on
 */
record Reading(Facts facts, Optional<String> problem, Evidence evidence) {}
