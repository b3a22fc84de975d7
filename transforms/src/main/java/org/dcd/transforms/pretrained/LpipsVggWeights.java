package org.dcd.transforms.pretrained;

import java.util.List;
import java.util.SortedMap;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.TensorCheck;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.dcd.transforms.registry.TypeName;

/** The heads of LPIPS v0.1 for {@link Backbone#VGG}. */
@TypeName("lpips-vgg")
public record LpipsVggWeights() implements PublishedWeights {
    @Override
    public String title() {
        return "heads of LPIPS v0.1 with network vgg";
    }

    @Override
    public String convention() {
        return "1x1 convolutions without bias";
    }

    @Override
    public List<PublishedFile> published() {
        return List.of(new PublishedFile(
                "PerceptualSimilarity",
                "lpips/weights/v0.1/vgg.pth",
                "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868"));
    }

    @Override
    public boolean isIn(SortedMap<String, long[]> shapes) {
        return LpipsWeights.areHeads(Backbone.VGG, shapes);
    }

    @Override
    public SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors) {
        return TensorCheck.all(tensors, LpipsWeights.heads(Backbone.VGG), "LPIPS with network vgg");
    }
}
