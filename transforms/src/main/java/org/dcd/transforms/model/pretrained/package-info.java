/**
 * Denoisers that others trained: their files, the architecture found in them, and the match with the network of an
 * experiment.
 */
package org.dcd.transforms.model.pretrained;
