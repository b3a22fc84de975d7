package org.dcd.transforms.model.pretrained;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.SongUNet;

/**
 * A pretrained denoiser, teacher or one-step generator: {@code EDMPrecond(SongUNet)} of EDM (Karras et al. 2022) or SiD
 * (Zhou et al. 2024). It corresponds to {@link SongUNet} with {@code Preconditioning}.
 *
 * @param path path of the file
 * @param source class and key in the file, such as {@code EDMPrecond(SongUNet) under ema}
 * @param tensors parameters and buffers with EDM's names, which start with {@code model.}
 * @param dropout dropout probability of its blocks; empty for state dicts, which do not contain it
 */
public record PretrainedDenoiser(Path path, String source, SortedMap<String, Tensor> tensors, OptionalDouble dropout) {
    /**
     * Reads a pickle of NVIDIA's {@code torch_utils.persistence}, a state dict of torch.save, or safetensors. The
     * format is detected from the content. No code of the file is run.
     *
     * @throws BadInputException if the file is missing or damaged, or contains another network
     */
    public static PretrainedDenoiser read(Path path) throws IOException {
        return PretrainedDenoiserReader.read(path);
    }

    /**
     * Reads a file after checking its hash.
     *
     * @throws BadInputException if the hash differs; see also {@link #read(Path)}
     */
    public static PretrainedDenoiser read(HashedFile file) throws IOException {
        file.verify();
        return read(file.path());
    }

    /**
     * Infers the settings of the network from names and shapes of its tensors.
     *
     * @throws BadInputException if it is not a {@link SongUNet}, or a setting cannot be inferred
     */
    public SongUNet network() {
        return named(() -> new InferredArchitecture(tensors).network(dropout));
    }

    /**
     * Infers the shape of its images, which are square.
     *
     * @throws BadInputException if it cannot be inferred
     */
    public ImageShape shape() {
        return named(() -> new InferredArchitecture(tensors).shape());
    }

    /**
     * Returns the parameters for a network after checking that they match.
     *
     * @param network the configured network
     * @param shape shape of its images
     * @param conditionChannels see {@link Denoiser#apply}
     * @throws BadInputException if a tensor is missing, does not exist in the network, has another shape, or is not
     *     finite
     */
    public Map<String, Tensor> weights(Denoiser network, ImageShape shape, int conditionChannels) {
        return named(() -> {
            NetworkMatch match = new NetworkMatch(tensors, network, shape, conditionChannels);
            match.check();
            Map<String, Tensor> weights = new LinkedHashMap<>();
            match.parameters().forEach(parameter -> weights.put(parameter.name(), tensors.get(parameter.name())));
            return weights;
        });
    }

    private interface Step<T> {
        T run();
    }

    private <T> T named(Step<T> step) {
        try {
            return step.run();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(path + " (" + source + "): " + e.getMessage(), e);
        }
    }
}
