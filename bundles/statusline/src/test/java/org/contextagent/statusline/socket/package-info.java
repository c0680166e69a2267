@org.jspecify.annotations.NullMarked
package org.contextagent.statusline.socket;
