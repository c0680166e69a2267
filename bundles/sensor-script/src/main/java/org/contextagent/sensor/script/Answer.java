package org.contextagent.sensor.script;

/**
 * What a script that ended well wrote.
 *
 * @param output its standard output, which begins with the status line
 * @param error its standard error, which is the JSON document
 */
record Answer(String output, String error) {}
