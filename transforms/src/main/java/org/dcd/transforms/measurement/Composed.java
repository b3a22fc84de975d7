package org.dcd.transforms.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.TypeName;

/**
 * Composition of operators, A = A_k ⋯ A_1. The parameters of the parts are concatenated in one row.
 *
 * @param operators in the order in which they are applied, at least one
 */
@TypeName("composed")
public record Composed(List<ForwardOperator> operators) implements ForwardOperator {
    public Composed {
        operators = List.copyOf(operators);
        if (operators.isEmpty()) {
            throw new IllegalArgumentException("composed.operators needs at least one operator, was []");
        }
    }

    /** An operator for the shape of its input, and the offset of its parameters. */
    private record Part(MeasurementModel model, int start) {
        int size() {
            return model.parameters().map(ImageShape::size).orElse(0);
        }

        <T> T parameters(Ops<T> ops, T all) {
            Optional<ImageShape> shape = model.parameters();
            return shape.isEmpty()
                    ? null
                    : ops.reshape(
                            ops.narrow(all, 3, start, size()),
                            0,
                            shape.get().channels(),
                            shape.get().height(),
                            shape.get().width());
        }
    }

    private List<Part> parts(ImageShape image) {
        List<Part> parts = new ArrayList<>();
        ImageShape at = image;
        int start = 0;
        for (ForwardOperator operator : operators) {
            Part part = new Part(new MeasurementModel(operator, at), start);
            parts.add(part);
            start += part.size();
            at = operator.measurementShape(at);
        }
        return parts;
    }

    @Override
    public <T> T apply(Ops<T> ops, T x, T parameters, ImageShape image) {
        T y = x;
        for (Part part : parts(image)) {
            y = part.model().apply(ops, y, part.parameters(ops, parameters));
        }
        return y;
    }

    @Override
    public <T> T adjoint(Ops<T> ops, T y, T parameters, ImageShape image) {
        List<Part> parts = parts(image);
        T x = y;
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            x = part.model().adjoint(ops, x, part.parameters(ops, parameters));
        }
        return x;
    }

    /**
     * Applies the pseudo-inverses of the parts, starting with the last. In general this is not the pseudo-inverse of A.
     */
    @Override
    public <T> T pseudoInverse(Ops<T> ops, T y, T parameters, ImageShape image) {
        List<Part> parts = parts(image);
        T x = y;
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            x = part.model().pseudoInverse(ops, x, part.parameters(ops, parameters));
        }
        return x;
    }

    @Override
    public Optional<ImageShape> parameterShape(ImageShape image) {
        int size = parts(image).stream().mapToInt(Part::size).sum();
        return size == 0 ? Optional.empty() : Optional.of(new ImageShape(1, 1, size));
    }

    @Override
    public float[] drawParameters(ImageShape image, long seed) {
        List<Part> parts = parts(image);
        float[] all = new float[parts.stream().mapToInt(Part::size).sum()];
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            float[] drawn =
                    part.model().operator().drawParameters(part.model().image(), new Seeds(seed).of("composed", i));
            System.arraycopy(drawn, 0, all, part.start(), part.size());
        }
        return all;
    }

    @Override
    public ImageShape measurementShape(ImageShape image) {
        ImageShape at = image;
        for (ForwardOperator operator : operators) {
            at = operator.measurementShape(at);
        }
        return at;
    }

    @Override
    public boolean isSmooth() {
        return operators.stream().allMatch(ForwardOperator::isSmooth);
    }

    @Override
    public void checkImage(ImageShape image) {
        ImageShape at = image;
        for (ForwardOperator operator : operators) {
            operator.checkImage(at);
            at = operator.measurementShape(at);
        }
    }
}
