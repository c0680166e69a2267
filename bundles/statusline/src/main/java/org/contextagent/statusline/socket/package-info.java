/** The local socket: documents, questions and commands in, answers out. */
@org.jspecify.annotations.NullMarked
package org.contextagent.statusline.socket;
