package org.dcd.pipelines.beam;

import java.util.ArrayList;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.dcd.pipelines.store.FinishedStage;

/** Sends the reference to a finished stage to every stage that reads it. */
final class RouteFinished extends DoFn<FinishedStage, KV<String, FinishedStage>> {
    private final TreeMap<String, ArrayList<String>> readers;

    RouteFinished(TreeMap<String, ArrayList<String>> readers) {
        this.readers = readers;
    }

    @ProcessElement
    public void route(@Element FinishedStage finished, OutputReceiver<KV<String, FinishedStage>> out) {
        for (String reader : readers.getOrDefault(finished.key(), new ArrayList<>())) {
            out.output(KV.of(reader, finished));
        }
    }
}
