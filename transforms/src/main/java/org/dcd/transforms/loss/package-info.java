/**
 * Objectives of teachers and fake scores, and distillation losses; each is a class whose body is the formula. The
 * training loops are in {@code train} and in the stages. Start with {@link org.dcd.transforms.loss.Objective}.
 */
package org.dcd.transforms.loss;
