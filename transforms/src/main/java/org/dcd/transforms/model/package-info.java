/**
 * Backbones F_θ, the preconditioning that turns them into denoisers D(x; σ), and samplers, written once against
 * {@link org.dcd.transforms.ops.Ops}. Losses are in {@code loss}, one-step generators in {@code generator}. Start with
 * {@link org.dcd.transforms.model.Denoiser}.
 */
package org.dcd.transforms.model;
