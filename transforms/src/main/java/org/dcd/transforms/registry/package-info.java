/**
 * Annotations that make a class a member of an open family ({@link org.dcd.transforms.registry.TypeName}) and that
 * define how its record components appear in experiment files and stage keys: defaults, ranges, exclusions from keys.
 * Experiment files are read in {@code pipelines.experiment}. Start with {@link org.dcd.transforms.registry.Registry}.
 */
package org.dcd.transforms.registry;
