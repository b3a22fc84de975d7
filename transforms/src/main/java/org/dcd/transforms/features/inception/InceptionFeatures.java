package org.dcd.transforms.features.inception;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.WeightSource;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.TypeName;

/**
 * Features of Inception-v3 with weights from a file, such as torch-fidelity's
 * {@code weights-inception-2015-12-05-6726825d.pth}. Only Fréchet distances of these features are called FID.
 *
 * @param weights state dict of Inception-v3 (torch.save or safetensors, untrusted), or the provenance file of imported
 *     weights
 * @param convention how images are resized to 299x299
 */
@TypeName("inception")
public record InceptionFeatures(
        @InputFile(
                        give =
                                "torch-fidelity's weights-inception-2015-12-05-6726825d.pth, from its releases on GitHub",
                        inlineAs = "weights")
                HashedFile weights,
        @Default("torch-fidelity") Convention convention)
        implements FeatureExtractor {
    /** Returns the network for images of a shape. */
    public static FeatureNetwork network(ImageShape shape, Convention convention) {
        return new InceptionNetwork(shape, convention);
    }

    @Override
    public FeatureNetwork network(ImageShape shape, int classes) {
        return network(shape, convention);
    }

    @Override
    public Map<String, Tensor> pretrained() throws IOException {
        Map<String, Tensor> tensors = WeightSource.tensors(weights);
        try {
            return InceptionWeights.fold(tensors);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    weights.path() + ": " + e.getMessage() + "; give torch-fidelity's or pytorch-fid's"
                            + " weights of Inception-v3 2015-12-05",
                    e);
        }
    }

    @Override
    public void check() {
        try {
            pretrained();
        } catch (IOException e) {
            throw new BadInputException(
                    weights.path() + " cannot be read (" + e.getMessage() + "); check the file and its permissions", e);
        }
    }

    @Override
    public String conventionId() {
        return convention.id();
    }

    @Override
    public Optional<String> weightsSha256() {
        return Optional.of(weights.sha256());
    }
}
