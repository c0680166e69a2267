/** A user's own executables as sensors. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.script;
