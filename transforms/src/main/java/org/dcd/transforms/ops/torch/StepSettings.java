package org.dcd.transforms.ops.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How one step of training is taken.
 *
 * @param number of this step, from 1
 * @param averageDecay β of the moving average of the weights; empty when there is none
 * @param dropoutSeed of this step; of no effect without dropout
 */
public record StepSettings(long number, double learningRate, OptionalDouble averageDecay, long dropoutSeed) {
    /** Of a network without moving average and dropout. */
    public StepSettings(long number, double learningRate) {
        this(number, learningRate, OptionalDouble.empty(), 0);
    }

    /** Of a network with a moving average. */
    public StepSettings(long number, double learningRate, double averageDecay, long dropoutSeed) {
        this(number, learningRate, OptionalDouble.of(averageDecay), dropoutSeed);
    }

    /** What an update takes, by name. */
    Map<String, Double> numbers() {
        Map<String, Double> numbers = new HashMap<>();
        numbers.put(Adam.STEP, (double) number);
        numbers.put(Adam.LEARNING_RATE, learningRate);
        averageDecay.ifPresent(decay -> numbers.put(Adam.AVERAGE_DECAY, decay));
        return numbers;
    }
}
