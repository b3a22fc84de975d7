package org.dcd.transforms.ops.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Settings of one training step.
 *
 * @param number number of the step, from 1
 * @param learningRate learning rate of Adam
 * @param averageDecay decay β of the moving average of the weights; empty without average
 * @param dropoutSeed seed of dropout in this step
 */
public record StepSettings(long number, double learningRate, OptionalDouble averageDecay, long dropoutSeed) {
    /** Numbers up to this one are exact as double. */
    private static final long EXACT = (1L << 53) - 1;

    /** Settings for a network without moving average and dropout. */
    public StepSettings(long number, double learningRate) {
        this(number, learningRate, OptionalDouble.empty(), 0);
    }

    /** Settings for a network with a moving average. */
    public StepSettings(long number, double learningRate, double averageDecay, long dropoutSeed) {
        this(number, learningRate, OptionalDouble.of(averageDecay), dropoutSeed);
    }

    /** Scalar arguments of the update, by name. */
    Map<String, Double> numbers() {
        Map<String, Double> numbers = new HashMap<>();
        numbers.put(Adam.STEP, (double) number);
        numbers.put(Adam.LEARNING_RATE, learningRate);
        averageDecay.ifPresent(decay -> numbers.put(Adam.AVERAGE_DECAY, decay));
        return numbers;
    }

    /**
     * Scalar arguments of the gradients of a part of the batch, by name.
     *
     * @param weight fraction of the batch
     */
    Map<String, Double> partNumbers(TorchBinding gradients, double weight, int part) {
        Map<String, Double> numbers = new HashMap<>();
        numbers.put(Adam.WEIGHT, weight);
        if (gradients.script().numbers().contains(Adam.DROPOUT_SEED)) {
            numbers.put(Adam.DROPOUT_SEED, (double) ((dropoutSeed + part) & EXACT));
        }
        return numbers;
    }
}
