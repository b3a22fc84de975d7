/**
 * The score stage, and the engine of all scores: an {@link org.dcd.transforms.stage.score.Evaluator} runs metrics over
 * images from any source. Read {@link org.dcd.transforms.stage.score.ScorePlan}, then
 * {@link org.dcd.transforms.stage.score.ScoreShard}, {@link org.dcd.transforms.stage.score.ScorePartial} and
 * {@link org.dcd.transforms.stage.score.ScoreResult}; {@link org.dcd.transforms.stage.score.SetScores} is the same
 * without an experiment. The formulas are in {@code metric}.
 */
package org.dcd.transforms.stage.score;
