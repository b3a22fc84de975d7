package org.dcd.transforms.pretrained;

import java.util.List;
import java.util.SortedMap;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.TensorCheck;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.dcd.transforms.registry.TypeName;

/** The convolutions of torchvision's AlexNet, trained on ImageNet. */
@TypeName("alexnet")
public record AlexNetWeights() implements PublishedWeights {
    @Override
    public String title() {
        return "AlexNet of ImageNet, for LPIPS with network alex";
    }

    @Override
    public String convention() {
        return "convolutions alone; LPIPS scales images in [-1, 1] itself";
    }

    @Override
    public List<PublishedFile> published() {
        return List.of(new PublishedFile("torchvision", "alexnet-owt-7be5be79.pth", "7be5be79"));
    }

    @Override
    public boolean isIn(SortedMap<String, long[]> shapes) {
        return LpipsWeights.isBackbone(Backbone.ALEX, shapes);
    }

    @Override
    public boolean needs(String tensor) {
        return tensor.startsWith(LpipsWeights.BACKBONE);
    }

    @Override
    public SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors) {
        return TensorCheck.all(tensors, LpipsWeights.backbone(Backbone.ALEX), "AlexNet");
    }
}
