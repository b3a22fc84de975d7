package org.dcd.transforms.model.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.torch.PersistentFile;
import org.dcd.transforms.files.torch.PickledModule;
import org.dcd.transforms.files.weights.WeightFile;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.Preconditioning;

/** Finds the denoiser in a file. */
final class PretrainedDenoiserReader {
    /** Names of the averaged network, which is preferred if a file has several: in EDM and SiD, and in StyleGAN. */
    private static final List<String> AVERAGES = List.of("ema", "G_ema");

    private static final String PRECONDITIONING = "EDMPrecond";
    private static final String NETWORK = "SongUNet";
    private static final String INNER = "model";
    /** First convolution, which identifies the network; the name starts with the prefix of the network. */
    private static final Pattern FIRST = Pattern.compile("((?:.*\\.)?)enc\\.(\\d+)x\\2_conv\\.weight");

    private PretrainedDenoiserReader() {}

    static PretrainedDenoiser read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(path + " does not exist or is not a file; give the path of a network of EDM or"
                    + " SiD: a published .pkl file, or its state dict as .pth or .safetensors");
        }
        FailedDownload.reject(path);
        return PersistentFile.isOne(path) ? ofPickle(path) : ofStateDict(path);
    }

    private static PretrainedDenoiser ofPickle(Path path) throws IOException {
        PersistentFile file = PersistentFile.read(path);
        SortedMap<String, PickledModule> networks = new TreeMap<>(file.modules());
        networks.values().removeIf(module -> !module.modules().containsKey(INNER));
        if (networks.isEmpty()) {
            throw new BadInputException(path + ": contains no network of EDM, only "
                    + shown(file.modules().entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + " (" + entry.getValue().className() + ")")
                            .collect(Collectors.toSet()))
                    + "; give a network-snapshot of EDM or SiD");
        }
        String key = choose(path, networks.keySet());
        PickledModule module = networks.get(key);
        PickledModule inner = module.modules().get(INNER);
        String found = module.className() + "(" + inner.className() + ") under " + key;
        if (!module.className().equals(PRECONDITIONING) || !inner.className().equals(NETWORK)) {
            throw new BadInputException(path + ": contains " + found + ", but only " + PRECONDITIONING + "(" + NETWORK
                    + ") is supported; give one of EDM's DDPM++ or NCSN++ networks (edm-*-vp.pkl, edm-*-ve.pkl)"
                    + " or a generator that SiD distilled from one");
        }
        requireNumber(path, found, module, "sigma_data", Preconditioning.SIGMA_DATA);
        requireNumber(path, found, module, "label_dim", 0);
        return new PretrainedDenoiser(path, found, file.tensors(module), dropout(inner));
    }

    private static void requireNumber(Path path, String found, PickledModule module, String name, double wanted) {
        OptionalDouble value = module.number(name);
        if (value.isEmpty() || value.getAsDouble() != wanted) {
            throw new BadInputException(path + ": " + found + " has " + name + " "
                    + (value.isPresent() ? value.getAsDouble() : "none") + ", but only " + wanted
                    + " is supported; give an unconditional network of EDM (without class labels)");
        }
    }

    /** Dropout of the first block; all blocks have the same. */
    private static OptionalDouble dropout(PickledModule network) {
        return network.modules().values().stream()
                .flatMap(part -> part.modules().values().stream())
                .map(block -> block.number("dropout"))
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private static PretrainedDenoiser ofStateDict(Path path) throws IOException {
        WeightFile file = WeightFile.read(path);
        SortedMap<String, String> prefixes = new TreeMap<>();
        for (String name : file.tensors().keySet()) {
            Matcher first = FIRST.matcher(name);
            if (first.matches()) {
                prefixes.put(withoutInner(first.group(1)), first.group(1));
            }
        }
        if (prefixes.isEmpty()) {
            throw new BadInputException(path
                    + ": has no tensor enc.<N>x<N>_conv.weight, which networks of EDM have, only "
                    + shown(file.tensors().keySet()) + "; give the state dict of an " + PRECONDITIONING + "(" + NETWORK
                    + ")");
        }
        String key = prefixes.size() == 1 ? prefixes.firstKey() : choose(path, prefixes.keySet());
        String prefix = prefixes.get(key);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        file.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                tensors.put(DenoiserSummary.PREFIX + name.substring(prefix.length()), tensor);
            }
        });
        return new PretrainedDenoiser(
                path, "state dict" + (key.isEmpty() ? "" : " under " + key), tensors, OptionalDouble.empty());
    }

    /** Removes the name of the inner module: {@code ema.model.} becomes {@code ema}. */
    private static String withoutInner(String prefix) {
        List<String> parts = Arrays.stream(prefix.split("\\."))
                .filter(part -> !part.isEmpty())
                .toList();
        int last = parts.size() - 1;
        return String.join(".", last >= 0 && parts.get(last).equals(INNER) ? parts.subList(0, last) : parts);
    }

    private static String choose(Path path, Collection<String> keys) {
        for (String average : AVERAGES) {
            if (keys.contains(average)) {
                return average;
            }
        }
        if (keys.size() == 1) {
            return keys.iterator().next();
        }
        throw new BadInputException(path + ": contains networks under " + shown(keys) + " and none under "
                + String.join(" or ", AVERAGES) + "; save the network to use in a separate file");
    }

    /** The first names of a list, for error messages. */
    private static String shown(Collection<String> names) {
        String some = new TreeSet<>(names)
                .stream()
                        .limit(8)
                        .map(name -> name.replaceAll("\\p{Cntrl}", "?"))
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "other objects" : names.size() > 8 ? some + ", …" : some;
    }
}
