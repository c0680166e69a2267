/** The layers of configuration, checked, with the source of each value, handed to ConfigAdmin. */
@org.jspecify.annotations.NullMarked
package org.contextagent.config;
