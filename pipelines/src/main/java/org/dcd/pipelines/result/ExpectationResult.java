package org.dcd.pipelines.result;

/**
 * One expectation of the experiment, checked.
 *
 * @param text as in the experiment file, such as {@code generator.fd < teacher-full.fd}
 * @param detail the actual numbers, such as {@code 3.602 < 8.914}
 */
public record ExpectationResult(String text, boolean passed, String detail) {}
