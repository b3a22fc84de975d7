package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.model.pretrained.PretrainedDenoiser;

/**
 * Fills in keys that are derived from others where a file does not give them. The data seed is the seed; the network of
 * a pretrained teacher is read from its file.
 *
 * @see org.dcd.transforms.registry.Derived
 */
final class DerivedKeys {
    private static final String SEED = "seed";
    private static final String DATA_SEED = "data-seed";
    private static final String TEACHER = "teacher";
    private static final String FROM = "from";
    private static final String NETWORK = "network";

    private DerivedKeys() {}

    /** The experiment with its derived keys. */
    static YamlNode.Mapping complete(YamlNode.Mapping experiment) {
        return withNetwork(withDataSeed(experiment));
    }

    private static YamlNode.Mapping withDataSeed(YamlNode.Mapping experiment) {
        Optional<YamlNode> seed = experiment.value(SEED);
        return seed.isEmpty() || experiment.value(DATA_SEED).isPresent()
                ? experiment
                : experiment.with(DATA_SEED, seed.get());
    }

    private static YamlNode.Mapping withNetwork(YamlNode.Mapping experiment) {
        if (!(experiment.value(TEACHER).orElse(null) instanceof YamlNode.Mapping teacher)) {
            return experiment;
        }
        Optional<YamlNode> from = teacher.value(FROM);
        return from.isEmpty() || teacher.value(NETWORK).isPresent()
                ? experiment
                : experiment.with(TEACHER, teacher.with(NETWORK, network(from.get())));
    }

    /** The network of the file, with the location where the file is named. */
    private static YamlNode network(YamlNode from) {
        String path = Names.join(TEACHER, FROM);
        HashedFile file = (HashedFile) Binder.bind(HashedFile.class, from, path);
        try {
            YamlNode.Mapping network = (YamlNode.Mapping)
                    RecordTree.of(PretrainedDenoiser.read(file).network(), false);
            return new YamlNode.Mapping(from.location(), network.entries());
        } catch (IOException | BadInputException e) {
            throw from.location().error(path, "has no usable network: " + e.getMessage());
        }
    }
}
