/**
 * The only source of randomness: {@link org.dcd.transforms.random.Seeds} derives random streams from an identity, never
 * from the state of a worker.
 */
package org.dcd.transforms.random;
