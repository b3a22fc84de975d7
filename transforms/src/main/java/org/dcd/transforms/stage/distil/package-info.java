/** Distils a teacher into a one-step generator. Start with {@link org.dcd.transforms.stage.distil.DistilSpec}. */
package org.dcd.transforms.stage.distil;
