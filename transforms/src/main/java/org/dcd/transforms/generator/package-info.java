/**
 * One-step generators G(z) and the candidates that distillation keeps. Start with
 * {@link org.dcd.transforms.generator.OneStepGenerator}.
 */
package org.dcd.transforms.generator;
