package org.dcd.transforms.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * The image of a generator that fits the measurement best: min over z of ‖A(G(z)) - y‖² by Adam from a standard normal
 * z (paper, Sec. 4.6 and Eq. 13; Bora et al. 2017). A long search also fits the noise of the measurement. Three
 * settings counter that: {@code latent-weight} prefers likely latents, {@code keep: noise} stops at the noise level,
 * and averaging several restarts reduces their errors.
 *
 * @param steps number of steps of Adam; 1000 in the paper
 * @param learningRate learning rate of Adam; in the paper 0.05 for denoising, 0.1 for super-resolution
 * @param latentWeight w, the weight of the penalty w σ² ‖z‖²; 1 gives the most likely z, 0 as in the paper
 * @param restarts number of searches from different z whose images are averaged; 1 as in the paper
 * @param keep which z of a search gives the image
 */
@TypeName("generator-prior")
public record GeneratorPrior(
        @Default("1000") @Range("[1, 1000000]") int steps,
        @Default("0.05") @Range("(0, 1e9]") double learningRate,
        @Default("0") @Range("[0, 1000000]") double latentWeight,
        @Default("1") @Range("[1, 1000]") int restarts,
        @Default("last") Keep keep)
        implements Restorer {
    /** Images of a batch; a CPU runs several batches in parallel. */
    private static final int BATCH = 32;
    /** Number of steps between checks for an interrupt. */
    private static final int ROUND = 10;

    /** Which z gives the image. */
    public enum Keep {
        /** The last z. */
        LAST,
        /** The z with the least loss. */
        BEST,
        /** The first z with ‖A(G(z)) - y‖² ≤ m σ² for m values per measurement (Morozov's principle), else the last. */
        NOISE
    }

    public GeneratorPrior {
        Ranges.check(GeneratorPrior.class, steps, learningRate, latentWeight, restarts);
    }

    @Override
    public Prior prior() {
        return Prior.GENERATOR;
    }

    @Override
    public int evaluations() {
        return restarts * (steps + 1);
    }

    @Override
    public float[] restore(MeasurementBatch measured, RestorationContext known, Watch watch)
            throws IOException, InterruptedException {
        float[] images = new float[measured.count() * measured.model().image().size()];
        try (LatentLoss loss = new LatentLoss(known, measured.model())) {
            for (int restart = 0; restart < restarts; restart++) {
                List<LatentSearch> searches =
                        searches(loss, measured, known.seeds().derive("restart/" + restart));
                search(searches, restart, measured, known, watch);
                searches.forEach(search -> search.addTo(images, 1.0 / restarts));
            }
        }
        return images;
    }

    private List<LatentSearch> searches(LatentLoss loss, MeasurementBatch measured, Seeds seeds) {
        List<LatentSearch> searches = new ArrayList<>();
        for (int from = 0; from < measured.count(); from += BATCH) {
            MeasurementBatch part = measured.part(from, Math.min(measured.count(), from + BATCH));
            searches.add(new LatentSearch(this, loss, part, from, seeds));
        }
        return searches;
    }

    private void search(
            List<LatentSearch> searches, int restart, MeasurementBatch measured, RestorationContext known, Watch watch)
            throws IOException, InterruptedException {
        for (int done = 0; done < steps; done += ROUND) {
            Batches.checkInterrupt();
            int more = Math.min(ROUND, steps - done);
            Batches.run(known.engine(), searches, search -> search.advance(more));
            double mean = searches.stream().mapToDouble(LatentSearch::loss).sum() / measured.y().length;
            double share = (restart + (double) (done + more) / steps) / restarts;
            watch.at(measured.count() * share, measured.count(), mean);
        }
        Batches.run(known.engine(), searches, LatentSearch::finish);
    }
}
