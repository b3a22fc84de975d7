package org.dcd.transforms.ops.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ModuleMethods;
import java.util.Arrays;
import java.util.Optional;

/**
 * Dense linear algebra in float64 on the CPU, by the BLAS and LAPACK inside libtorch. Matrices are row-major arrays.
 * Several threads may call at once; each call uses one core. An element that is not finite is an
 * {@link ArithmeticException}.
 *
 * <p>libtorch serves here because a process must hold one BLAS only: libtorch binds the names of BLAS functions at
 * their first call, and a BLAS of the system that is already loaded for all libraries, as netlib's JNI loads it, would
 * then compute the products of trainings (docs/decisions/0014).
 */
public final class LinearAlgebra {
    /** {@code info} is 0 when the Cholesky factor exists. */
    private static final String METHODS =
            """
              def products(self: __torch__.Program, x: Tensor, y: Tensor) -> List[Tensor]:
                return [torch.matmul(x, torch.t(y))]
              def gram(self: __torch__.Program, x: Tensor) -> List[Tensor]:
                return [torch.matmul(torch.t(x), x)]
              def congruence(self: __torch__.Program, s: Tensor, a: Tensor) -> List[Tensor]:
                l, info, = torch.linalg_cholesky_ex(s, upper=False, check_errors=False)
                return [torch.matmul(torch.matmul(torch.t(l), a), l), torch.to(info, 7)]
              def eigenvalues(self: __torch__.Program, a: Tensor) -> List[Tensor]:
                return [torch.linalg_eigvalsh(a, "L")]
              def eigenvectors(self: __torch__.Program, a: Tensor) -> List[Tensor]:
                values, vectors, = torch.linalg_eigh(a, "L")
                return [values, torch.contiguous(torch.t(vectors))]
              def singularvalues(self: __torch__.Program, a: Tensor) -> List[Tensor]:
                return [torch.linalg_svdvals(a)]
            """;

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix.
     *
     * @param values ascending [d]
     * @param vectors the eigenvector of each value as one row [d, d]
     */
    @SuppressWarnings("ArrayRecordComponent") // too large to copy
    public record Eigen(double[] values, double[] vectors) {}

    /** libtorch with the methods, loaded at first use and for the life of the process. */
    private static final class Loaded {
        static final NDManager MANAGER = TorchEngine.cpu().newManager();
        static final PtSymbolBlock MODULE = TorchProgram.module((PtNDManager) MANAGER, METHODS);
    }

    private record Matrix(double[] values, int rows, int columns) {
        Matrix {
            if (values.length != Math.multiplyExact(rows, columns)) {
                throw new IllegalArgumentException(
                        "a " + rows + "x" + columns + " matrix cannot have " + values.length + " values");
            }
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new ArithmeticException(
                            "element [" + i / columns + ", " + i % columns + "] of a matrix is " + values[i]);
                }
            }
        }
    }

    private LinearAlgebra() {}

    /**
     * XYᵀ [n, m].
     *
     * @param x [n, d]
     * @param y [m, d]
     */
    public static double[] products(double[] x, double[] y, int d) {
        return run("products", new Matrix(x, x.length / d, d), new Matrix(y, y.length / d, d))[0];
    }

    /**
     * XᵀX [d, d].
     *
     * @param x [n, d]
     */
    public static double[] gram(double[] x, int d) {
        return run("gram", new Matrix(x, x.length / d, d))[0];
    }

    /**
     * LᵀAL with the Cholesky factor S = LLᵀ; empty when S is not positive definite.
     *
     * @param s [d, d], symmetric
     * @param a [d, d]
     */
    public static Optional<double[]> congruence(double[] s, double[] a, int d) {
        double[][] results = run("congruence", new Matrix(s, d, d), new Matrix(a, d, d));
        return results[1][0] == 0 ? Optional.of(results[0]) : Optional.empty();
    }

    /**
     * Ascending eigenvalues of a symmetric matrix [d, d].
     *
     * @throws ArithmeticException when they do not converge
     */
    public static double[] eigenvalues(double[] symmetric, int d) {
        return run("eigenvalues", new Matrix(symmetric, d, d))[0];
    }

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix [d, d].
     *
     * @throws ArithmeticException when they do not converge
     */
    public static Eigen eigenvectors(double[] symmetric, int d) {
        double[][] results = run("eigenvectors", new Matrix(symmetric, d, d));
        return new Eigen(results[0], results[1]);
    }

    /**
     * Descending singular values of a matrix [rows, columns].
     *
     * @throws ArithmeticException when they do not converge
     */
    public static double[] singularValues(double[] matrix, int rows, int columns) {
        return run("singularvalues", new Matrix(matrix, rows, columns))[0];
    }

    private static double[][] run(String method, Matrix... matrices) {
        long module = Loaded.MODULE.getHandle();
        // All three are thread-local in libtorch. Callers split work among threads themselves.
        JniUtils.setNumThreads(1);
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
        try (NDManager scope = Loaded.MANAGER.newSubManager()) {
            IValue[] arguments = Arrays.stream(matrices)
                    .map(matrix -> IValue.from(
                            (PtNDArray) scope.create(matrix.values(), new Shape(matrix.rows(), matrix.columns()))))
                    .toArray(IValue[]::new);
            try (IValue result = ModuleMethods.run(module, method, arguments)) {
                return Arrays.stream(result.toTensorArray((PtNDManager) scope))
                        .map(PtNDArray::toDoubleArray)
                        .toArray(double[][]::new);
            } finally {
                Arrays.stream(arguments).forEach(IValue::close);
            }
        } catch (EngineException e) {
            throw new ArithmeticException(method + " of a " + matrices[0].rows() + "x" + matrices[0].columns()
                    + " matrix failed: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }
}
