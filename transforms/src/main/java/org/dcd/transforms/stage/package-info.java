/**
 * What all kinds of stages share: {@link org.dcd.transforms.stage.StageKind}, which one class per kind implements in
 * its own package below this one, and {@link org.dcd.transforms.stage.StageWork}, what runs it. No Beam here.
 */
package org.dcd.transforms.stage;
