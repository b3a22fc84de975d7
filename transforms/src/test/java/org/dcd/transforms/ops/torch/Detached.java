package org.dcd.transforms.ops.torch;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.torch.Float64.Values;

/**
 * Detached tensors are constants under differentiation. Finite differences must therefore use their values at the point
 * of the gradient.
 */
final class Detached {
    private Detached() {}

    /** Operations that record detached tensors in a list. */
    static Ops<TorchTensor> kept(TorchOps ops, List<TorchTensor> into) {
        return intercepting(ops, tensor -> {
            TorchTensor detached = ops.detach(tensor);
            into.add(detached);
            return detached;
        });
    }

    /** Operations whose detached tensors are inputs, named by {@link #name}. */
    static Ops<TorchTensor> given(TorchOps ops, List<Values> detached) {
        int[] next = {0};
        return intercepting(ops, tensor -> {
            int i = next[0]++;
            return ops.input(name(i), detached.get(i).shape());
        });
    }

    /** Name of the i-th detached tensor. */
    static String name(int i) {
        return "detached " + i;
    }

    @SuppressWarnings("unchecked")
    private static Ops<TorchTensor> intercepting(TorchOps ops, UnaryOperator<TorchTensor> detach) {
        return (Ops<TorchTensor>) Proxy.newProxyInstance(
                Ops.class.getClassLoader(),
                new Class<?>[] {Ops.class},
                (proxy, method, arguments) -> method.getName().equals("detach")
                        ? detach.apply((TorchTensor) arguments[0])
                        : method.invoke(ops, arguments));
    }
}
