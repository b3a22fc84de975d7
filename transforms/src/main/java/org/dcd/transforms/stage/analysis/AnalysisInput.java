package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.util.Map;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.Row;

/** What an analysis asks for. */
public interface AnalysisInput {
    /** Device that the generator is evaluated on. */
    TorchEngine engine();

    /** Images or measurements of a row, at most as many as the specification says: [n, values], row-major. */
    float[] values(Row row) throws IOException;

    /** Weights of the generator by name. */
    Map<String, float[]> generator() throws IOException;
}
