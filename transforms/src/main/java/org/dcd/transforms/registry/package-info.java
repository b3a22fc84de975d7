/**
 * How a class becomes a member of an open family ({@link org.dcd.transforms.registry.TypeName}) and what its record
 * components are in experiment files and stage keys: defaults, ranges, and what keys leave out. Reading and writing of
 * files is in {@code pipelines.experiment}. Start with {@link org.dcd.transforms.registry.Registry}.
 */
package org.dcd.transforms.registry;
