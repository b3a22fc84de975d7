package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Experiment files for tests. */
public final class ExperimentFiles {
    /** Line numbers in tests refer to this text. */
    public static final String GOOD =
            """
            experiment: quickstart
            seed: 1
            dataset: {type: test-source, path: data/images, pad: 2, held-out: 1000}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              network: {type: song-unet, channels: 16, multipliers: [1, 2, 2], blocks: 1, attention: []}
              training: {kimg: 100, batch: 48, learning-rate: 2e-3, levels: {mean: -0.6, std: 1.2}}
              sampler:
                steps: 18
            distillation:
              loss: {type: sid, alpha: 1.2}
              training: {kimg: 60, batch: 48}
              select-by: proximal-fd
            export: {tolerance: 1e-4}
            scoring:
              features: {type: classifier}
              samples: 2000
              rows: [observation, teacher-full, generator, held-out]
              metrics: [fd, proximal-fd]
            expect:
              - generator.fd <= 0.25 * observation.fd
              - generator.fd < teacher-full.fd
            """;

    private ExperimentFiles() {}

    public static Path write(Path folder, String name, String text) {
        return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path write(Path folder, String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
