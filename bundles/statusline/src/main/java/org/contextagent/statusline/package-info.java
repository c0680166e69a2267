/** How a state looks: as the status line and as the document of the sensor script. */
@org.jspecify.annotations.NullMarked
package org.contextagent.statusline;
