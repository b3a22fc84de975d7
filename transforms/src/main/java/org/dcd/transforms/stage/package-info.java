/**
 * What all stages share: names of their files, sizes of shards, and the clock of their work. Each kind of stage has a
 * package below.
 */
package org.dcd.transforms.stage;
