package org.dcd.transforms.pretrained;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.features.inception.Convention;
import org.dcd.transforms.features.inception.InceptionFeatures;
import org.dcd.transforms.features.inception.InceptionWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.dcd.transforms.registry.TypeName;

/** Inception-v3 2015-12-05, whose features define the FID. */
@TypeName("inception-v3")
public record InceptionV3Weights() implements PublishedWeights {
    /** Input size of the network, at which images are not resized. */
    private static final ImageShape SHAPE = new ImageShape(3, 299, 299);

    @Override
    public String title() {
        return "Inception-v3 2015-12-05, for FID, KID and Inception Score";
    }

    @Override
    public String convention() {
        return "RGB in [-1, 1], of any size: resized to 299x299 as torch-fidelity, pytorch-fid or clean-fid do; the"
                + " model features.onnx takes 299x299, as torch-fidelity does";
    }

    @Override
    public List<PublishedFile> published() {
        return List.of(
                new PublishedFile("torch-fidelity", "weights-inception-2015-12-05-6726825d.pth", "6726825d"),
                new PublishedFile("pytorch-fid", "pt_inception-2015-12-05-6726825d.pth", "6726825d"));
    }

    @Override
    public boolean isIn(SortedMap<String, long[]> shapes) {
        return InceptionWeights.isIn(shapes);
    }

    @Override
    public boolean needs(String tensor) {
        return InceptionWeights.needs(tensor);
    }

    @Override
    public SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors) {
        InceptionWeights.fold(tensors);
        return new TreeMap<>(tensors);
    }

    /** Adds the extractor for images of the network's input size. */
    @Override
    public Map<String, byte[]> models(SortedMap<String, Tensor> tensors) {
        FeatureNetwork network = InceptionFeatures.network(SHAPE, Convention.TORCH_FIDELITY);
        Map<String, float[]> weights = new LinkedHashMap<>();
        InceptionWeights.fold(tensors).forEach((name, tensor) -> weights.put(name, tensor.floats()));
        Map<String, String> metadata =
                Map.of(ModelMetadata.EXTRACTOR, "inception", ModelMetadata.RESIZE, network.resize());
        return Map.of("features.onnx", OnnxExport.features(network, weights, metadata));
    }
}
