/** As much of git's objects as a tag needs. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.git.objects;
