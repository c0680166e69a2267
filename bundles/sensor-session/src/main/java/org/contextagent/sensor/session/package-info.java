/** What AI tools say of themselves in the documents that they send: model, context window, cost, limits. */
@org.jspecify.annotations.NullMarked
package org.contextagent.sensor.session;
