package org.dcd.pipelines.result;

/**
 * The result of checking one expectation.
 *
 * @param text as in the experiment file, such as {@code generator.fd < teacher-full.fd}
 * @param passed whether it holds
 * @param detail the actual values, such as {@code 3.602 < 8.914}
 */
public record ExpectationResult(String text, boolean passed, String detail) {}
