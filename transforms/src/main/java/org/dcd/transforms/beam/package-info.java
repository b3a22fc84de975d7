/**
 * The Beam side of stages: PTransforms that distribute the work of a stage kind, compute slots and hints for GPUs.
 * The only package of this module that knows Beam.
 */
package org.dcd.transforms.beam;
