/**
 * Makes events of changes and delivers them.
 *
 * <p>A change goes one way: {@link org.contextagent.events.Events} takes it from the state store and makes events of it,
 * {@link org.contextagent.events.Journal} numbers and keeps them, {@link org.contextagent.events.Delivery} calls the handlers.
 * These are components of their own so that handlers may use the event log and the status without a cycle of references, and
 * so that on the way down no change comes any more when the delivery finishes what it has.
 */
@org.jspecify.annotations.NullMarked
package org.contextagent.events;
