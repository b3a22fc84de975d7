/**
 * CIFAR-10 as distributed: binary or Python version, packed or unpacked. Start with
 * {@link org.dcd.transforms.data.cifar.Cifar10Dataset}.
 */
package org.dcd.transforms.data.cifar;
