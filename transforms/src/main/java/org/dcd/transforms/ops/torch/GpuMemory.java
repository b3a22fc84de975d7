package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Memory of a GPU. libtorch reports it in Python and C++ only, not to TorchScript, so this asks {@code nvidia-smi},
 * which is part of every NVIDIA driver.
 *
 * @param index index in the order of {@code nvidia-smi}
 * @param uuid {@code GPU-…}
 * @param totalBytes size
 * @param freeBytes memory that no process uses
 */
public record GpuMemory(int index, String uuid, long totalBytes, long freeBytes) {
    private static final String PROGRAM = "nvidia-smi";
    private static final List<String> QUERY =
            List.of("--query-gpu=index,uuid,memory.total,memory.free", "--format=csv,noheader,nounits");
    private static final int SECONDS = 20;
    private static final int FIELDS = 4;

    /**
     * The GPUs that CUDA shows to this process, in its order; empty without a driver. Does not load libtorch.
     *
     * @throws IllegalStateException when there is a driver and it does not answer
     */
    public static List<GpuMemory> all() {
        return visible(query(PROGRAM), Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
    }

    /** The GPUs that libtorch uses in this process; empty without a driver or with a libtorch for CPUs. */
    public static List<GpuMemory> ofThisProcess() {
        List<GpuMemory> all = all();
        // libtorch is loaded only if there is a GPU that it might see
        return all.isEmpty()
                ? all
                : all.subList(0, Math.min(all.size(), TorchEngine.load().getGpuCount()));
    }

    /**
     * Free memory of a GPU, for the choice of a micro-batch.
     *
     * @param index CUDA index within this process
     * @throws IllegalStateException when it is unknown, with the remedy
     */
    public static long freeBytes(int index) {
        List<GpuMemory> all = all();
        if (index >= all.size()) {
            throw new IllegalStateException("the free memory of GPU " + index + " is unknown, because " + PROGRAM
                    + (all.isEmpty() ? " is not on PATH or lists no GPU" : " lists " + all.size())
                    + "; put it on PATH, or set micro-batch");
        }
        return all.get(index).freeBytes();
    }

    /** Lines of the program's answer; empty when it is not installed. */
    static List<GpuMemory> query(String program) {
        List<String> command = Stream.concat(Stream.of(program), QUERY.stream()).toList();
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            return List.of();
        }
        try {
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        program + " does not end within " + SECONDS + " seconds; restart the driver");
            }
            return process.exitValue() == 0 ? parse(answer) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException(program + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            process.destroy();
        }
    }

    /**
     * Lines such as {@code 0, GPU-5c…, 81559, 80994}, in MiB. GPUs without figures, such as those in MIG mode, are left
     * out.
     */
    static List<GpuMemory> parse(String answer) {
        List<GpuMemory> gpus = new ArrayList<>();
        for (String line : answer.lines().toList()) {
            String[] fields = line.split(", *");
            if (fields.length == FIELDS
                    && Stream.of(fields[0], fields[2], fields[3]).allMatch(field -> field.matches("\\d{1,9}"))) {
                gpus.add(new GpuMemory(
                        Integer.parseInt(fields[0]),
                        fields[1],
                        Long.parseLong(fields[2]) << 20,
                        Long.parseLong(fields[3]) << 20));
            }
        }
        return List.copyOf(gpus);
    }

    /**
     * @param order value of {@code CUDA_VISIBLE_DEVICES}: indices or beginnings of UUIDs; the first unknown one ends it
     */
    static List<GpuMemory> visible(List<GpuMemory> gpus, Optional<String> order) {
        if (order.isEmpty()) {
            return gpus;
        }
        List<GpuMemory> visible = new ArrayList<>();
        for (String name : order.get().split(",")) {
            String wanted = name.trim();
            Optional<GpuMemory> found = gpus.stream()
                    .filter(gpu -> wanted.matches("\\d+")
                            ? wanted.equals(Integer.toString(gpu.index()))
                            : !wanted.isEmpty() && gpu.uuid().startsWith(wanted))
                    .findFirst();
            if (found.isEmpty()) {
                break;
            }
            visible.add(found.get());
        }
        return List.copyOf(visible);
    }
}
