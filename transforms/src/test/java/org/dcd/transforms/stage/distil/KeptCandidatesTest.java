package org.dcd.transforms.stage.distil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.KeptCandidate;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.candidates.CandidatesRun;
import org.dcd.transforms.stage.candidates.CandidatesSpec;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.ObservedFolder;
import org.dcd.transforms.train.TinyTraining;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCandidatesTest {
    private static final int COUNT = 130;

    @TempDir
    private static Path store;

    private static TinyTraining tiny;
    private static StageResult distilled;

    @BeforeAll
    static void distil() throws Exception {
        tiny = new TinyTraining(store);
        tiny.writeImages("dataset", Origin.CLEAN);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
        TeacherTrainer.run(tiny.teacher(tiny.folder("teacher"), 1), Engines.devices());
        FeatureTrainer.run(tiny.features(Origin.MEASUREMENT, "corrupt", tiny.folder("features")), Engines.devices());
        FeatureTrainer.run(tiny.features(Origin.CLEAN, "dataset", tiny.folder("oracle")), Engines.devices());
        distilled = Distiller.run(tiny.distil(tiny.folder("distil"), 1, "features", true), Engines.devices());
    }

    private static StageTask<CandidatesSpec> task(String candidates, String features, String work) {
        DistilSpec distil =
                tiny.distil(tiny.folder(candidates), 1, "features", true).spec();
        return new StageTask<>(
                TestIds.of("candidates", work),
                "candidates",
                new CandidatesSpec(distil.generator(), COUNT, DataType.U8, 1),
                List.of(
                        new StageInput(
                                "candidates", "distil", TestIds.of("distil", candidates), tiny.folder(candidates)),
                        new StageInput(
                                "oracle-features",
                                "features",
                                TestIds.of("features", features),
                                tiny.folder(features))),
                tiny.folder(work));
    }

    @Test
    void everyCandidateIsScoredAndTheChosenOneIsTheGenerator() throws Exception {
        StageResult result = CandidatesRun.run(task("distil", "oracle", "candidates"), OrtOptions.cpu(2));

        List<Candidate> candidates = new ArrayList<>();
        Tables.read(tiny.folder("candidates"), FileNames.CANDIDATES, Candidate.class, candidates::add);
        assertThat(candidates).extracting(Candidate::getKimg).containsExactly(0.256, 0.512, 0.768);
        assertThat(candidates).extracting(Candidate::getEligible).containsExactly(false, true, true);
        Candidate selected =
                candidates.stream().filter(Candidate::getSelected).findFirst().orElseThrow();
        assertThat(selected.getKimg()).isEqualTo(distilled.figures().get("selected-kimg"));
        assertThat(selected.getProximalFd()).isEqualTo(distilled.figures().get("selected-proximal-fd"));
        int index = candidates.indexOf(selected);
        String file = KeptCandidate.files(tiny.folder("distil")).get(index);
        assertThat(Weights.read(tiny.folder("distil"), file))
                .usingRecursiveComparison()
                .isEqualTo(Weights.read(tiny.folder("distil"), FileNames.GENERATOR));
        double best = candidates.stream().mapToDouble(Candidate::getFd).min().orElseThrow();
        assertThat(best).isPositive();
        assertThat(result.figures())
                .containsEntry("candidates", 3.0)
                .containsEntry("selected-fd", selected.getFd())
                .containsEntry("best-fd", best);
        assertThat(candidates.stream().mapToDouble(Candidate::getFd).distinct().count())
                .as("candidates differ")
                .isEqualTo(3);

        List<Score> scores = new ArrayList<>();
        Tables.read(tiny.folder("candidates"), FileNames.SCORES, Score.class, scores::add);
        assertThat(scores).hasSize(1);
        assertThat(scores.get(0).getOracle()).isTrue();
        assertThat(scores.get(0).getValue()).isCloseTo(best, within(0.0));
        assertThat(scores.get(0).getContract().getName()).startsWith("best-candidate-fd[classifier-");
        assertThat(scores.get(0).getContract().getReference()).isEqualTo("clean training images");
    }

    @Test
    void candidatesAreComparedWithCleanImagesOnly() {
        assertThatThrownBy(() -> CandidatesRun.run(task("distil", "features", "proximal"), OrtOptions.cpu(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "needs a reference of origin CLEAN, but that of input 'oracle-features' is" + " MEASUREMENT");
        assertThatThrownBy(() -> CandidatesRun.run(task("teacher", "oracle", "none"), OrtOptions.cpu(2)))
                .hasMessageContaining("contains no candidates");
    }

    /** Candidates are kept on request only. An interrupted distillation keeps the same candidates. */
    @Test
    void anInterruptedDistillationKeepsTheSameCandidates() throws Exception {
        Folder work = tiny.folder("interrupted");
        Folder observed = ObservedFolder.of(work, TinyTraining.SELECT_FROM - 1, (log, text) -> Thread.currentThread()
                .interrupt());
        assertThatThrownBy(() -> Distiller.run(tiny.distil(observed, 1, "features", true), Engines.devices()))
                .isInstanceOf(InterruptedException.class);

        Distiller.run(tiny.distil(work, 1, "features", true), Engines.devices());
        Distiller.run(tiny.distil(tiny.folder("plain"), 1, "features", false), Engines.devices());

        List<String> files = KeptCandidate.files(tiny.folder("distil"));
        assertThat(KeptCandidate.files(work)).isEqualTo(files).hasSize(3);
        for (String file : files) {
            assertThat(bytes(work, file)).isEqualTo(bytes(tiny.folder("distil"), file));
        }
        assertThat(KeptCandidate.files(tiny.folder("plain"))).isEmpty();
        assertThat(bytes(tiny.folder("plain"), FileNames.GENERATOR))
                .isEqualTo(bytes(tiny.folder("distil"), FileNames.GENERATOR));
    }

    private static byte[] bytes(Folder folder, String file) throws IOException {
        try (InputStream in = folder.open(file)) {
            return in.readAllBytes();
        }
    }
}
