/**
 * Python's pickle format as plain values. Nothing of a pickle is run: its opcodes make lists, dictionaries, numbers and
 * texts, and of classes and functions only those of an allowlist ({@link org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobals}),
 * as with {@code torch.load(weights_only=True)}. Our own: {@code net.razorvine:pickle} refuses no class and has no
 * bound on memory. The allowlists belong to the formats that use them. Start reading at
 * {@link org.dcd.transforms.files.pickle.PickleReader}.
 */
package org.dcd.transforms.files.pickle;
