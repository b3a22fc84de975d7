package org.dcd.runners;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A minimal experiment from images to scores, whose trainings write checkpoints every few steps. */
final class TinyExperiment {
    private static final String TEXT =
            """
            experiment: tiny
            seed: 1
            dataset: {type: idx, path: data, held-out: 32}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              network: {type: song-unet, channels: 16, multipliers: [1], blocks: 1, attention: []}
              training:
                {kimg: 0.64, batch: 16, learning-rate: 2e-3, ema-halflife-kimg: 0.1, checkpoint-kimg: 0.05}
              sampler: {steps: 3}
            distillation:
              loss: {type: sid, alpha: 1.2}
              training:
                kimg: 0.32
                batch: 16
                generator-learning-rate: 3e-4
                fake-learning-rate: 5e-4
                clip-norm: 10
                clamp-levels: true
                select-kimg: 0.16
                select-samples: 32
                checkpoint-kimg: 0.05
            scoring:
              features: {type: classifier, kimg: 0.32, batch: 16, dimension: 8}
              samples: 64
              rows: [generator, held-out]
              metrics: [fd, proximal-fd]
            """;

    private TinyExperiment() {}

    /** Writes the file and its data into a folder. */
    static Path write(Path folder) throws IOException {
        TinyImages.write(Files.createDirectory(folder.resolve("data")), 128, 8);
        return Files.writeString(folder.resolve("tiny.yaml"), TEXT);
    }
}
