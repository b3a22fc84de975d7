/** Scores restored images against the clean ones. Start with {@link org.dcd.transforms.stage.compare.CompareSpec}. */
package org.dcd.transforms.stage.compare;
