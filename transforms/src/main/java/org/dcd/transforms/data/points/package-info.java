/**
 * Points drawn from known distributions, for theory and toy experiments. Start with
 * {@link org.dcd.transforms.data.points.Spiral}.
 */
package org.dcd.transforms.data.points;
