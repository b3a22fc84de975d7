package org.dcd.transforms.pretrained;

import java.util.List;
import java.util.SortedMap;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.TensorCheck;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.dcd.transforms.registry.TypeName;

/** The convolutions of torchvision's VGG-16, trained on ImageNet. */
@TypeName("vgg16")
public record Vgg16Weights() implements PublishedWeights {
    @Override
    public String title() {
        return "VGG-16 of ImageNet, for LPIPS with network vgg";
    }

    @Override
    public String convention() {
        return "convolutions alone; LPIPS scales images in [-1, 1] itself";
    }

    @Override
    public List<PublishedFile> published() {
        return List.of(new PublishedFile("torchvision", "vgg16-397923af.pth", "397923af"));
    }

    @Override
    public boolean isIn(SortedMap<String, long[]> shapes) {
        return LpipsWeights.isBackbone(Backbone.VGG, shapes);
    }

    @Override
    public boolean needs(String tensor) {
        return tensor.startsWith(LpipsWeights.BACKBONE);
    }

    @Override
    public SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors) {
        return TensorCheck.all(tensors, LpipsWeights.backbone(Backbone.VGG), "VGG-16");
    }
}
