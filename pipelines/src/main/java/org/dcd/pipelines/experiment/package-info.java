/**
 * The experiment file: its records, the strict YAML reader that gives every error its file, line and column, sweeps,
 * presets and expectations. Stages of an experiment are built in {@code workflow}. Start with
 * {@link org.dcd.pipelines.experiment.ExperimentReader} and {@link org.dcd.pipelines.experiment.Experiment}.
 */
package org.dcd.pipelines.experiment;
