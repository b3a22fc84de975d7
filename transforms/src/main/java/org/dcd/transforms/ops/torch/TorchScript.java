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
import org.dcd.transforms.ops.Shapes;

/**
 * The source of a TorchScript function and its declared arguments: inputs, scalar numbers, parameter sets and
 * constants.
 */
abstract class TorchScript {
    private final StringBuilder body = new StringBuilder();
    private final Map<String, long[]> inputs = new LinkedHashMap<>();
    private final Map<String, TorchTensor> named = new LinkedHashMap<>();
    private final List<String> numbers = new ArrayList<>();
    private final Map<String, Map<String, ParameterSpec>> sets = new LinkedHashMap<>();
    private final Map<String, TorchTensor> parameters = new LinkedHashMap<>();
    private final Set<String> trainable = new LinkedHashSet<>();
    private final List<Constant> constants = new ArrayList<>();
    private int variables;

    /** A constant tensor, row-major. */
    record Constant(float[] values, long... shape) {}

    /** Returns an input with one number per image, such as σ: [n, 1, 1, 1]. */
    public TorchTensor input(String name) {
        return input(name, Shapes.BATCH, 1, 1, 1);
    }

    /** Returns an input with one tensor of a shape per image: [n, c, h, w]. */
    public TorchTensor input(String name, ImageShape each) {
        return input(name, each.batch(Shapes.BATCH));
    }

    /** Returns an input with one tensor of a shape per image; null without a shape, and calls then pass no values. */
    public TorchTensor input(String name, Optional<ImageShape> each) {
        return input(name, each.map(shape -> shape.batch(Shapes.BATCH)).orElseGet(() -> new long[] {Shapes.BATCH, 0}));
    }

    /**
     * Returns the input of a name. Repeated calls return the same tensor.
     *
     * @param name name of the input
     * @param shape length of each dimension; the first may be {@link Shapes#BATCH}
     * @return the input; null if a length is 0, and calls then pass no values
     */
    public TorchTensor input(String name, long... shape) {
        long[] earlier = inputs.putIfAbsent(name, shape);
        if (earlier != null && !Arrays.equals(earlier, shape)) {
            throw new IllegalStateException("input '" + name + "' is used with shapes " + Arrays.toString(earlier)
                    + " and " + Arrays.toString(shape));
        }
        return isEmpty(shape) ? null : named.computeIfAbsent(name, key -> let("data[\"" + key + "\"]"));
    }

    static boolean isEmpty(long... shape) {
        return Arrays.stream(shape).anyMatch(length -> length == 0);
    }

    /** TorchScript expression for the scalar argument of a name. */
    String number(String name) {
        if (!numbers.contains(name)) {
            numbers.add(name);
        }
        return "numbers[" + numbers.indexOf(name) + "]";
    }

    /** Returns the same values as a leaf, with respect to which {@link #gradient} can differentiate. */
    public TorchTensor leaf(TorchTensor tensor) {
        return let("torch.requires_grad_(torch.detach(" + tensor + "))");
    }

    /** Returns the gradient of the sum of losses with respect to a {@link #leaf}. */
    public TorchTensor gradient(TorchTensor losses, TorchTensor leaf) {
        return gradients("torch.sum(" + losses + ")", List.of(leaf)).get(0);
    }

    /** Returns the gradient of a loss with respect to each leaf. */
    List<TorchTensor> gradients(String loss, List<TorchTensor> leaves) {
        TorchTensor optional = let("torch.grad([" + loss + "], " + leaves + ")");
        List<TorchTensor> gradients = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            gradients.add(let("unchecked_cast(Tensor, " + optional + "[" + i + "])"));
        }
        return gradients;
    }

    /** Marks a parameter set as trainable: its parameters get gradients. Call it before their first use. */
    public void train(String set) {
        trainable.add(set);
    }

    /**
     * Declares a parameter set and returns it as a list. In-place updates must use this list: libtorch removes updates
     * of single elements as dead code.
     */
    TorchTensor all(String set, List<ParameterSpec> specs) {
        Map<String, ParameterSpec> members = new LinkedHashMap<>();
        specs.forEach(spec -> members.put(spec.name(), spec));
        sets.put(set, members);
        return new TorchTensor(set);
    }

    /**
     * Returns the parameter of a name. Repeated calls return the same tensor.
     *
     * @param name {@code set/name}
     */
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

    /** Parameters of a set that were used so far, in order. */
    List<TorchTensor> used(String set) {
        return sets.get(set).keySet().stream()
                .map(name -> parameters.get(set + "/" + name))
                .toList();
    }

    /** Returns a constant tensor with row-major values. */
    public TorchTensor constant(float[] values, long... shape) {
        constants.add(new Constant(values.clone(), shape.clone()));
        return let("constants[" + (constants.size() - 1) + "]");
    }

    /** Appends a statement. */
    void statement(String code) {
        body.append("    ").append(code).append('\n');
    }

    /** Assigns an expression to a new variable. */
    TorchTensor let(String expression) {
        String name = "v" + variables++;
        statement(name + " = " + expression);
        return new TorchTensor(name);
    }

    /** Shapes of the inputs by name. */
    Map<String, long[]> inputs() {
        return inputs;
    }

    /** Names of the scalar arguments, in order. */
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

    /** Source of the function as a method of the module. */
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
