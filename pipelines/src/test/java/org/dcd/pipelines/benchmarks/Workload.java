package org.dcd.pipelines.benchmarks;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.TrainingStep;

/** Networks of a {@link BenchmarkCase} in training on random data. A step trains each network once. */
interface Workload extends AutoCloseable {
    /** Initial values of a parameter, row-major. */
    @FunctionalInterface
    interface Weights {
        /** @param set network that the parameter belongs to */
        float[] draw(String set, ParameterSpec parameter);
    }

    /** The networks that are trained, in the order of training. */
    List<String> networks();

    /** The networks with initial weights of their own. */
    List<String> initialised();

    /** Draws the batch of a network in a step, counted from 1. */
    Map<String, float[]> batch(String network, long step);

    /** Trains a network on a batch. */
    TrainingStep train(String network, Map<String, float[]> batch, long step, double learningRate);

    /** Performs a whole step and returns the result of the last network. */
    default TrainingStep step(long step, double learningRate) {
        TrainingStep last = null;
        for (String network : networks()) {
            last = train(network, batch(network, step), step, learningRate);
        }
        return last;
    }

    @Override
    void close();
}
