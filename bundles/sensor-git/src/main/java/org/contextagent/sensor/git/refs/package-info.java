/** Where refs are kept, in either of git's formats. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.git.refs;
