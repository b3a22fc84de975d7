/**
 * Objectives of teachers and fake scores, and distillation losses, each one class whose body is the formula. What
 * drives them step by step is in {@code train} and in the stages. Start with {@link org.dcd.transforms.loss.Objective}.
 */
package org.dcd.transforms.loss;
