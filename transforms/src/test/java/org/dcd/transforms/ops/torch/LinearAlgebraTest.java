package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LinearAlgebraTest {
    private static final double[] X = {1, 2, 3, 4, 5, 6}; // [3, 2]
    private static final double[] SYMMETRIC = {2, 1, 1, 2};

    @Test
    void multipliesRowMajorMatrices() {
        assertThat(LinearAlgebra.products(X, new double[] {1, 0, 0, 10}, 2)).containsExactly(1, 20, 3, 40, 5, 60);
        assertThat(LinearAlgebra.gram(X, 2)).containsExactly(35, 44, 44, 56);
    }

    @Test
    void decomposesASymmetricMatrix() {
        assertThat(LinearAlgebra.eigenvalues(SYMMETRIC, 2)).containsExactly(new double[] {1, 3}, within(1e-14));
        LinearAlgebra.Eigen eigen = LinearAlgebra.eigenvectors(SYMMETRIC, 2);
        assertThat(eigen.values()).containsExactly(new double[] {1, 3}, within(1e-14));
        double root = Math.sqrt(0.5);
        assertThat(IntStream.range(0, 4)
                        .mapToDouble(i -> Math.abs(eigen.vectors()[i]))
                        .toArray())
                .containsExactly(new double[] {root, root, root, root}, within(1e-14));
        assertThat(eigen.vectors()[0] * eigen.vectors()[1])
                .as("the vector of the eigenvalue 1 is (1, -1)/√2")
                .isNegative();
    }

    @Test
    void singularValuesDescend() {
        assertThat(LinearAlgebra.singularValues(new double[] {0, 3, 0, -4, 0, 0}, 2, 3))
                .containsExactly(new double[] {4, 3}, within(1e-14));
    }

    @Test
    void congruenceNeedsACholeskyFactor() {
        // S = diag(4, 9) has L = diag(2, 3)
        assertThat(LinearAlgebra.congruence(new double[] {4, 0, 0, 9}, SYMMETRIC, 2))
                .hasValueSatisfying(product -> assertThat(product).containsExactly(8, 6, 6, 18));
        assertThat(LinearAlgebra.congruence(new double[] {1, 2, 2, 1}, SYMMETRIC, 2))
                .isEmpty();
    }

    @Test
    void anElementThatIsNotFiniteIsAnError() {
        assertThatThrownBy(() -> LinearAlgebra.eigenvalues(new double[] {0, Double.NaN, 0, 1}, 2))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("element [0, 1] of a matrix is NaN");
    }

    @Test
    void aMatrixHasAllItsValues() {
        assertThatThrownBy(() -> LinearAlgebra.eigenvalues(new double[3], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a 2x2 matrix cannot have 3 values");
    }

    @Test
    void threadsGetTheSameBits() {
        float[] normal = Seeds.normal(1, 64 * 40);
        double[] x =
                IntStream.range(0, normal.length).mapToDouble(i -> normal[i]).toArray();
        double[] expected = LinearAlgebra.gram(x, 40);
        assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> LinearAlgebra.gram(x, 40)))
                .allSatisfy(found -> assertThat(found).containsExactly(expected));
    }

    /** A second BLAS could take over the products of trainings, see {@link LinearAlgebra}. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessHasNoBlasOfTheSystem() throws Exception {
        LinearAlgebra.gram(X, 2);
        assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .anyMatch(line -> line.contains("libtorch_cpu"))
                .noneMatch(line -> line.matches(".*/lib(open)?(blas|lapack)[^/]*\\.so.*"));
    }
}
