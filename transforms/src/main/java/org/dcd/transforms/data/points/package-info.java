/**
 * Points drawn from known distributions, for theory and toy experiments. Start reading at
 * {@link org.dcd.transforms.data.points.PointSettings}.
 */
package org.dcd.transforms.data.points;
