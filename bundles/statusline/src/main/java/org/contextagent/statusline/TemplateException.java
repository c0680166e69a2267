package org.contextagent.statusline;

/** A template that cannot be read; the message names the position and what is valid. */
final class TemplateException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param index of the character in the template, from 0 */
    TemplateException(String template, int index, String problem) {
        super("position " + (template.codePointCount(0, index) + 1) + ": " + problem);
    }
}
