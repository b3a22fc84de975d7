package org.dcd.pipelines.spec;

/** Stand-in until the experiment file reader lands. */
public record Export(double tolerance) {}
