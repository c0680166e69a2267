@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.git.testing;
