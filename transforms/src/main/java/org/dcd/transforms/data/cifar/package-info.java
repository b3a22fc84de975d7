/**
 * CIFAR-10 as it is distributed: binary or Python version, packed or unpacked. Start reading at
 * {@link org.dcd.transforms.data.cifar.Cifar10Dataset}.
 */
package org.dcd.transforms.data.cifar;
