/**
 * Reader of Python's pickle format. No code of a pickle is run: its opcodes create lists, dictionaries, numbers and
 * texts, and only classes and functions of an allowlist ({@link org.dcd.transforms.files.pickle.SafeGlobals}) can be
 * used, as with {@code torch.load(weights_only=True)}. The library {@code net.razorvine:pickle} is not used because it
 * has no allowlist and no memory limit. The allowlists belong to the formats that use them. Start with
 * {@link org.dcd.transforms.files.pickle.PickleReader}.
 */
package org.dcd.transforms.files.pickle;
