package org.dcd.transforms.ops.torch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every tensor of a TorchScript program takes its device from an input, a parameter or a constant, which are on the
 * device of the program. A function such as {@code torch.zeros} would create its tensor on the CPU; with a device in
 * its arguments, the program would run on that device only.
 */
final class DeviceRule {
    /** Functions that create a tensor from numbers. Those that end in {@code _like} take the device of a tensor. */
    private static final Pattern CREATES = Pattern.compile(
            "(?<![\\w.])torch\\.(zeros|ones|full|empty|empty_strided|arange|range|linspace|logspace|eye|tensor|as_tensor"
                    + "|scalar_tensor|rand|randn|randint|randperm|normal|complex|polar|tril_indices|triu_indices|from_file"
                    + "|\\w+_window)\\(");

    private DeviceRule() {}

    /**
     * Checks the source of a program.
     *
     * @throws IllegalStateException for the first function that creates a tensor on a device of its own
     */
    static void check(String source) {
        Matcher found = CREATES.matcher(source);
        if (found.find()) {
            String line = source.substring(source.lastIndexOf('\n', found.start()) + 1)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            throw new IllegalStateException("torch." + found.group(1)
                    + " creates a tensor on the CPU instead of the device of the program, in '" + line.strip()
                    + "'; use a constant of TorchOps, or a function that takes the device of a tensor, such as"
                    + " torch.zeros_like");
        }
    }
}
