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
 * A denoiser that others trained, teacher or one-step generator: {@code EDMPrecond(SongUNet)} of EDM (Karras et al.
 * 2022) and of SiD (Zhou et al. 2024), which are {@link SongUNet} with {@code Preconditioning} here.
 *
 * @param source what in the file it is, such as {@code EDMPrecond(SongUNet) under ema}
 * @param tensors parameters and buffers by EDM's names, {@code model.} in front
 * @param dropout of its blocks; empty where the file does not tell, as state dicts do not
 */
public record PretrainedDenoiser(Path path, String source, SortedMap<String, Tensor> tensors, OptionalDouble dropout) {
    /**
     * Reads a pickle of NVIDIA's {@code torch_utils.persistence}, a state dict of torch.save, or safetensors, which the
     * content tells. Nothing of it is run.
     *
     * @throws BadInputException when it is missing, damaged, or holds another network
     */
    public static PretrainedDenoiser read(Path path) throws IOException {
        return PretrainedDenoiserReader.read(path);
    }

    /**
     * As above, of the file that is meant.
     *
     * @throws BadInputException when it is another one, or as above
     */
    public static PretrainedDenoiser read(HashedFile file) throws IOException {
        file.verify();
        return read(file.path());
    }

    /**
     * The settings of the network, from names and shapes of its tensors.
     *
     * @throws BadInputException when it has what a {@link SongUNet} has not, or the file does not tell a setting
     */
    public SongUNet network() {
        return named(() -> new InferredArchitecture(tensors).network(dropout));
    }

    /**
     * Channels, height and width of its images, which are square.
     *
     * @throws BadInputException as {@link #network}
     */
    public ImageShape shape() {
        return named(() -> new InferredArchitecture(tensors).shape());
    }

    /**
     * The parameters of a network, which must be this one.
     *
     * @param shape of the images it is to be evaluated on
     * @param conditionChannels see {@link Denoiser#apply}
     * @throws BadInputException naming a tensor that is missing, too many, of another shape, or not finite
     */
    public Map<String, Tensor> weights(Denoiser network, ImageShape shape, int conditionChannels) {
        return named(() -> {
            NetworkMatch fit = new NetworkMatch(tensors, network, shape, conditionChannels);
            fit.check();
            Map<String, Tensor> weights = new LinkedHashMap<>();
            fit.parameters().forEach(parameter -> weights.put(parameter.name(), tensors.get(parameter.name())));
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
