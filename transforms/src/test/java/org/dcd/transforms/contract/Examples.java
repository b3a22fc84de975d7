package org.dcd.transforms.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientFourier;
import org.dcd.transforms.loss.AmbientInpainting;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.loss.AmbientInpainting.LossMask;
import org.dcd.transforms.loss.Consistency;
import org.dcd.transforms.loss.Consistency.Estimate;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Sid;
import org.dcd.transforms.measurement.Composed;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Downsample;
import org.dcd.transforms.measurement.Downsample.Method;
import org.dcd.transforms.measurement.ForwardOperator;
import org.dcd.transforms.measurement.GaussianBlur;
import org.dcd.transforms.measurement.GaussianBlur.Taps;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MulticoilFourier;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.measurement.NpyCoilMaps;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.measurement.RandomProjection;
import org.dcd.transforms.measurement.UniformSigma;
import org.dcd.transforms.metric.ClassifierScore;
import org.dcd.transforms.metric.DensityCoverage;
import org.dcd.transforms.metric.Kd;
import org.dcd.transforms.metric.Lpips;
import org.dcd.transforms.metric.PrecisionRecall;
import org.dcd.transforms.metric.Wasserstein;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.Dps;
import org.dcd.transforms.restore.GeneratorPrior;
import org.dcd.transforms.restore.Noise2Self;
import org.junit.jupiter.api.Named;

/** One object of every registered member of a family, so that contracts hold for members that are yet to come. */
public final class Examples {
    /** Random maps of 3 coils for 16x12, normalised, 0 in a corner; complex64, written by numpy.save. */
    public static final Path MEASURED_MAPS = Path.of("src/test/resources/corruption/maps-3x16x12.npy");

    private static final SongUNet SMALL = new SongUNet(16, List.of(1), 1, List.of(), 0);

    /** Members with components, by class; a member without components needs no entry. */
    private static final Map<Class<?>, List<Object>> WITH_COMPONENTS = Map.ofEntries(
            entry(GaussianNoise.class, new GaussianNoise(0.5)),
            entry(UniformSigma.class, new UniformSigma(0.25, 0.5)),
            entry(GaussianBlur.class, new GaussianBlur(9, 2, Taps.REFERENCE), new GaussianBlur(5, 1, Taps.TRUNCATED)),
            entry(Downsample.class, new Downsample(2, Method.AVERAGE), new Downsample(2, Method.BICUBIC)),
            entry(RandomMask.class, new RandomMask(0.6)),
            entry(RandomProjection.class, new RandomProjection(7, 1), new RandomProjection(1, 2)),
            entry(
                    MulticoilFourier.class,
                    new MulticoilFourier(3, 2, 0),
                    new MulticoilFourier(1, 3, 2),
                    new MulticoilFourier(2, 0, new NpyCoilMaps(HashedFile.unhashed(MEASURED_MAPS)))),
            entry(
                    Composed.class,
                    new Composed(List.of(
                            new RandomMask(0.3),
                            new GaussianBlur(5, 1, Taps.REFERENCE),
                            new Downsample(2, Method.AVERAGE),
                            new RandomMask(0.5)))),
            entry(
                    AmbientInpainting.class,
                    new AmbientInpainting(0.1, LossMask.MEASURED, LossMask.MEASURED, HiddenScale.DATA),
                    new AmbientInpainting(0.3, LossMask.FURTHER, LossMask.FURTHER, HiddenScale.LEVEL)),
            entry(
                    Consistency.class,
                    new Consistency(3, 2, 1, Estimate.MEAN, Consistency.Target.HELD),
                    new Consistency(1, 3, 10, Estimate.PAIRS, Consistency.Target.FREE)),
            entry(Sid.class, new Sid(1.2)),
            entry(Kd.class, new Kd(5, 40, 1000), new Kd(1, 100, 1000)),
            entry(ClassifierScore.class, new ClassifierScore(3)),
            entry(PrecisionRecall.class, new PrecisionRecall(3, 1000)),
            entry(DensityCoverage.class, new DensityCoverage(5, 1000)),
            entry(Lpips.class, new Lpips(Backbone.ALEX), new Lpips(Backbone.VGG)),
            entry(Wasserstein.class, new Wasserstein(1000)),
            entry(
                    GeneratorPrior.class,
                    new GeneratorPrior(12, 0.05, 0, 1, GeneratorPrior.Keep.LAST),
                    new GeneratorPrior(12, 0.1, 1, 3, GeneratorPrior.Keep.NOISE)),
            entry(Dps.class, new Dps(5, 0.1, 0.002, 80, 7)),
            entry(Noise2Self.class, new Noise2Self(SMALL, 0.128, 32, 2e-3, 2)));

    private Examples() {}

    private static Map.Entry<Class<?>, List<Object>> entry(Class<?> member, Object... examples) {
        return Map.entry(member, List.of(examples));
    }

    /** Members of a family under their registered names, with their components where there are several of one. */
    public static <F> Stream<Named<F>> of(Class<F> family) {
        return Registry.members(family).entrySet().stream().flatMap(member -> {
            List<Object> examples = examples(family, member.getValue());
            return examples.stream()
                    .map(example -> Named.of(
                            examples.size() == 1 ? member.getKey() : example.toString(), family.cast(example)));
        });
    }

    private static List<Object> examples(Class<?> family, Class<?> member) {
        if (WITH_COMPONENTS.containsKey(member)) {
            return WITH_COMPONENTS.get(member);
        }
        if (member.getRecordComponents().length > 0) {
            throw new AssertionError(
                    member.getSimpleName() + ", a " + family.getSimpleName()
                            + ", has components: add an example of it to Examples.WITH_COMPONENTS, and its contracts are tested");
        }
        try {
            var constructor = member.getDeclaredConstructor();
            constructor.setAccessible(true);
            return List.of(constructor.newInstance());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(member + " cannot be made", e);
        }
    }

    /** The shape of images that an operator takes; not square, so that no axes are mistaken. */
    public static ImageShape image(ForwardOperator operator) {
        return new ImageShape(operator instanceof MulticoilFourier ? 2 : 3, 16, 12);
    }

    /** What an objective is made for. */
    public static Corruption corruption(Objective objective) {
        if (objective instanceof AmbientInpainting) {
            return new Corruption(new RandomMask(0.4), new NoNoise());
        }
        if (objective instanceof AmbientFourier) {
            return new Corruption(new MulticoilFourier(3, 2, 0), new NoNoise());
        }
        return new Corruption(new Identity(), new GaussianNoise(0.5));
    }

    /** An object after Java serialisation. */
    @SuppressWarnings("unchecked")
    public static <T> T sent(T object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
