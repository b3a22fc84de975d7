/**
 * The only source of randomness: streams and normal numbers from {@link org.dcd.transforms.random.Seeds}, which are
 * derived from an identity and never from the state of a worker.
 */
package org.dcd.transforms.random;
