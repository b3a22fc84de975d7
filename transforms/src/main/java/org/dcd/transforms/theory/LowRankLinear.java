package org.dcd.transforms.theory;

import java.io.Serializable;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.settings.Range;

/**
 * The generator G(z) = UVᵀz with U, V [d, r] of Assumption 5 (paper, App. C); z ~ N(0, I_d).
 *
 * @param rank r
 */
public record LowRankLinear(int d, int rank) implements Serializable {
    public LowRankLinear {
        Range.within("theory.rank", rank, 1, d);
    }

    /** U [d, r]. */
    <T> T u(Ops<T> ops, String prefix) {
        return ops.parameter(prefix + "u", Init.XAVIER, d, rank);
    }

    /** V [d, r]. */
    <T> T v(Ops<T> ops, String prefix) {
        return ops.parameter(prefix + "v", Init.XAVIER, d, rank);
    }

    /**
     * G(z).
     *
     * @param z [n, d]
     * @return [n, d]
     */
    public <T> T apply(Ops<T> ops, String prefix, T z) {
        return ops.matmul(ops.matmul(z, v(ops, prefix)), ops.transpose(u(ops, prefix), 1, 0));
    }

    /** Covariance UVᵀVUᵀ of G(z) [d, d]. */
    public <T> T covariance(Ops<T> ops, String prefix) {
        T map = ops.matmul(u(ops, prefix), ops.transpose(v(ops, prefix), 1, 0));
        return ops.matmul(map, ops.transpose(map, 1, 0));
    }
}
