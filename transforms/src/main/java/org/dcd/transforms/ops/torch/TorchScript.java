package org.dcd.transforms.ops.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * The source of one TorchScript function, and what it takes: inputs and numbers by name, parameter sets by name with
 * their parameters by name, and constants.
 */
abstract class TorchScript {
    /** Stands for the batch size n in shapes of inputs. */
    public static final long BATCH = -1;

    private final StringBuilder body = new StringBuilder();
    private final Map<String, long[]> inputs = new LinkedHashMap<>();
    private final Map<String, TorchTensor> named = new LinkedHashMap<>();
    private final List<String> numbers = new ArrayList<>();
    private final Map<String, Map<String, ParameterSpec>> sets = new LinkedHashMap<>();
    private final Map<String, TorchTensor> parameters = new LinkedHashMap<>();
    private final Set<String> trainable = new LinkedHashSet<>();
    private final List<Constant> constants = new ArrayList<>();
    private int variables;
    private boolean random;

    /** A constant tensor, row-major. */
    record Constant(float[] values, long... shape) {}

    /** An input with one number for each image, such as a noise level: [n, 1, 1, 1]. */
    public TorchTensor input(String name) {
        return input(name, BATCH, 1, 1, 1);
    }

    /** An input with one tensor of that shape for each image: [n, c, h, w]. */
    public TorchTensor input(String name, ImageShape each) {
        return input(name, each.batch(BATCH));
    }

    /** The same; null where there is no shape, and calls then give no values. */
    public TorchTensor input(String name, Optional<ImageShape> each) {
        return input(name, each.map(shape -> shape.batch(BATCH)).orElseGet(() -> new long[] {BATCH, 0}));
    }

    /**
     * The input of that name. Asking again gives the same tensor.
     *
     * @param shape lengths, the first of which may be {@link #BATCH}
     * @return null when a length is 0, and calls then give no values
     */
    public TorchTensor input(String name, long... shape) {
        long[] known = inputs.putIfAbsent(name, shape);
        if (known != null && !Arrays.equals(known, shape)) {
            throw new IllegalStateException("input '" + name + "' is used with shapes " + Arrays.toString(known)
                    + " and " + Arrays.toString(shape));
        }
        return isEmpty(shape) ? null : named.computeIfAbsent(name, key -> let("data[\"" + key + "\"]"));
    }

    static boolean isEmpty(long... shape) {
        return Arrays.stream(shape).anyMatch(length -> length == 0);
    }

    /** The number of that name, as TorchScript reads it. */
    String number(String name) {
        if (!numbers.contains(name)) {
            numbers.add(name);
        }
        return "numbers[" + numbers.indexOf(name) + "]";
    }

    /** The same tensor as one that {@link #gradient} can be asked for. */
    public TorchTensor leaf(TorchTensor tensor) {
        return let("torch.requires_grad_(torch.detach(" + tensor + "))");
    }

    /** The gradient of a sum of losses with respect to a {@link #leaf}. */
    public TorchTensor gradient(TorchTensor losses, TorchTensor leaf) {
        return gradients("torch.sum(" + losses + ")", List.of(leaf)).get(0);
    }

    /** The gradient of a loss with respect to each of some leaves. */
    List<TorchTensor> gradients(String loss, List<TorchTensor> leaves) {
        TorchTensor optional = let("torch.grad([" + loss + "], " + leaves + ")");
        List<TorchTensor> gradients = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            gradients.add(let("unchecked_cast(Tensor, " + optional + "[" + i + "])"));
        }
        return gradients;
    }

    /** Parameters of this set get gradients. To be said before they are first used. */
    public void train(String set) {
        trainable.add(set);
    }

    /**
     * Takes a set of those parameters, all as one list. What is changed in place must be changed in this list: libtorch
     * drops changes of its elements alone as dead code.
     */
    TorchTensor all(String set, List<ParameterSpec> specs) {
        Map<String, ParameterSpec> members = new LinkedHashMap<>();
        specs.forEach(spec -> members.put(spec.name(), spec));
        sets.put(set, members);
        return new TorchTensor(set);
    }

    /** @param name {@code set/name} */
    public TorchTensor parameter(String name, Init init, long... shape) {
        return parameters.computeIfAbsent(name, key -> {
            int slash = name.indexOf('/');
            if (slash < 1) {
                throw new IllegalArgumentException("parameter '" + name + "' must be named set/name");
            }
            String set = name.substring(0, slash);
            String own = name.substring(slash + 1);
            Map<String, ParameterSpec> members = sets.computeIfAbsent(set, s -> new LinkedHashMap<>());
            String element = set + "[" + members.size() + "]";
            members.put(own, new ParameterSpec(own, init, shape));
            String code = trainable.contains(set) ? "torch.requires_grad_(torch.detach(" + element + "))" : element;
            return new TorchTensor(let(code).code(), shape);
        });
    }

    /** Variables of a set's parameters in order, as used so far. */
    List<TorchTensor> used(String set) {
        return sets.get(set).keySet().stream()
                .map(name -> parameters.get(set + "/" + name))
                .toList();
    }

    public TorchTensor constant(float[] values, long... shape) {
        constants.add(new Constant(values.clone(), shape.clone()));
        return let("constants[" + (constants.size() - 1) + "]");
    }

    /** Appends a statement. */
    void statement(String code) {
        body.append("    ").append(code).append('\n');
    }

    /** A new variable holding an expression. */
    TorchTensor let(String expression) {
        String name = "v" + variables++;
        statement(name + " = " + expression);
        return new TorchTensor(name);
    }

    /** Says that the function draws from libtorch's generator, which all threads share. */
    void drawsRandomly() {
        random = true;
    }

    boolean isRandom() {
        return random;
    }

    /** Shapes of the inputs by name. */
    Map<String, long[]> inputs() {
        return inputs;
    }

    /** Names of the numbers, in order. */
    List<String> numbers() {
        return numbers;
    }

    Set<String> setNames() {
        return sets.keySet();
    }

    /** Parameters of a set in the order of first use. */
    List<ParameterSpec> parameters(String set) {
        return List.copyOf(sets.getOrDefault(set, Map.of()).values());
    }

    List<Constant> constants() {
        return constants;
    }

    /** The function as a method of the module. */
    String method(String name, Iterable<TorchTensor> results) {
        StringBuilder code = new StringBuilder("  def ").append(name).append("(self: __torch__.Program");
        sets.keySet().forEach(set -> code.append(",\n    ").append(set).append(": List[Tensor]"));
        code.append(",\n    data: Dict[str, Tensor],\n    numbers: List[float],\n    constants: List[Tensor])")
                .append(" -> List[Tensor]:\n")
                .append(body)
                .append("    return ");
        List<String> codes = new ArrayList<>();
        results.forEach(result -> codes.add(result.code()));
        return code.append(codes).append('\n').toString();
    }
}
