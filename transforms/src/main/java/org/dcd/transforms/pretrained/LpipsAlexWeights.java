package org.dcd.transforms.pretrained;

import java.util.List;
import java.util.SortedMap;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.TensorCheck;
import org.dcd.transforms.pretrained.PublishedWeights.PublishedFile;
import org.dcd.transforms.registry.TypeName;

/** The heads of LPIPS v0.1 for {@link Backbone#ALEX}. */
@TypeName("lpips-alex")
public record LpipsAlexWeights() implements PublishedWeights {
    @Override
    public String title() {
        return "heads of LPIPS v0.1 with network alex";
    }

    @Override
    public String convention() {
        return "1x1 convolutions without bias";
    }

    @Override
    public List<PublishedFile> published() {
        return List.of(new PublishedFile(
                "PerceptualSimilarity",
                "lpips/weights/v0.1/alex.pth",
                "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0"));
    }

    @Override
    public boolean isIn(SortedMap<String, long[]> shapes) {
        return LpipsWeights.areHeads(Backbone.ALEX, shapes);
    }

    @Override
    public SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors) {
        return TensorCheck.all(tensors, LpipsWeights.heads(Backbone.ALEX), "LPIPS with network alex");
    }
}
