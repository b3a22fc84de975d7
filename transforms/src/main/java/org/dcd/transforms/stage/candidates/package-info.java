/**
 * Scores every candidate of a distillation against clean images, after the selection. Start with
 * {@link org.dcd.transforms.stage.candidates.CandidatesSpec}.
 */
package org.dcd.transforms.stage.candidates;
