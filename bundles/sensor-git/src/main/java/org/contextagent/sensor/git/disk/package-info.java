/** What was looked at on disk, so that an answer can be kept for as long as it holds, and watched. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.git.disk;
