package org.dcd.transforms.ops.torch;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.dcd.transforms.ops.Ops;

/**
 * What an expression detaches counts as a constant when it is differentiated. Differences that are to agree take the
 * values it had where the gradient was taken.
 */
final class Detached {
    private Detached() {}

    /** Operations that add what they detach to a list. */
    static Ops<TorchTensor> kept(TorchOps ops, List<TorchTensor> into) {
        return intercepting(ops, tensor -> {
            TorchTensor detached = ops.detach(tensor);
            into.add(detached);
            return detached;
        });
    }

    /** Operations whose i-th detached tensor is the data tensor {@code first + i}. */
    static Ops<TorchTensor> given(TorchOps ops, int first) {
        int[] next = {first};
        return intercepting(ops, tensor -> ops.input(next[0]++));
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
