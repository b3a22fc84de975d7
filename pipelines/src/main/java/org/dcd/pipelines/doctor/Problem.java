package org.dcd.pipelines.doctor;

/**
 * Something that is wrong.
 *
 * @param severity how much it matters
 * @param problem what is wrong, with the value and its place
 * @param remedy what to do
 */
public record Problem(Severity severity, String problem, String remedy) {}
