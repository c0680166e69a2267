/**
 * Keeps the current and the previous state of each workspace and session, says what changed, and tells those who listen.
 */
@org.jspecify.annotations.NullMarked
package org.contextagent.state;
