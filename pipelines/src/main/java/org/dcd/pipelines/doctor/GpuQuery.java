package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The GPUs and the driver, as {@code nvidia-smi} reports them.
 *
 * @param gpus one line for each GPU: name, memory in MB, free memory in MB, compute capability
 * @param cuda newest version of CUDA that the driver supports; empty if it is not reported
 * @param driver version of the driver; empty if it is not reported
 * @param failure why there is no answer; empty if there is one, and without the program
 */
record GpuQuery(List<List<String>> gpus, Optional<String> cuda, Optional<String> driver, Optional<String> failure) {
    private static final String PROGRAM = "nvidia-smi";
    private static final long TIMEOUT_SECONDS = 10;
    private static final Path PCI = Path.of("/sys/bus/pci/devices");
    private static final String NVIDIA = "0x10de";
    private static final String DISPLAY = "0x03";
    private static final Pattern CUDA = Pattern.compile("CUDA[\\w ]*Version\\s*:\\s*(\\d+\\.\\d+)");

    GpuQuery {
        gpus = List.copyOf(gpus);
    }

    /** Asks the program; the answer is empty if it is not installed. */
    static GpuQuery ofThisMachine() throws InterruptedException {
        try {
            return parse(
                    answer(
                            "--query-gpu=name,memory.total,memory.free,compute_cap,driver_version",
                            "--format=csv,noheader,nounits"),
                    answer("-q", "-d", "MEMORY"));
        } catch (IOException e) {
            String reason = e.getMessage();
            boolean isMissing = reason.contains("Cannot run program");
            return new GpuQuery(
                    List.of(), Optional.empty(), Optional.empty(), isMissing ? Optional.empty() : Optional.of(reason));
        }
    }

    /**
     * Parses answers.
     *
     * @param table one line of comma-separated values for each GPU
     * @param details the detailed answer, which has the version of CUDA
     */
    static GpuQuery parse(String table, String details) {
        List<List<String>> gpus = new ArrayList<>();
        Optional<String> driver = Optional.empty();
        for (String line : table.lines().filter(line -> !line.isBlank()).toList()) {
            List<String> cells =
                    Arrays.stream(line.split(",")).map(String::strip).toList();
            if (cells.size() != 5) {
                return new GpuQuery(
                        List.of(), Optional.empty(), Optional.empty(), Optional.of("unknown answer: " + line.strip()));
            }
            gpus.add(cells.subList(0, 4));
            driver = Optional.of(cells.get(4)).filter(text -> text.matches("\\d+(\\.\\d+)*"));
        }
        Matcher cuda = CUDA.matcher(details);
        return new GpuQuery(
                gpus, cuda.find() ? Optional.of(cuda.group(1)) : Optional.empty(), driver, Optional.empty());
    }

    private static String answer(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(arguments));
        Path file = Files.createTempFile("dcd-gpus", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("does not end within " + TIMEOUT_SECONDS + " s");
            }
            String output = Files.readString(file, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(output.strip().lines().findFirst().orElse("exit code " + process.exitValue()));
            }
            return output;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Number of NVIDIA GPUs that the kernel lists, with or without a driver; 0 on other systems than Linux. */
    static int installed() throws IOException {
        if (!Files.isDirectory(PCI)) {
            return 0;
        }
        int count = 0;
        try (Stream<Path> devices = Files.list(PCI)) {
            for (Path device : devices.toList()) {
                boolean isNvidia = SystemFile.lines(device.resolve("vendor")).contains(NVIDIA);
                boolean isDisplay =
                        SystemFile.lines(device.resolve("class")).stream().anyMatch(line -> line.startsWith(DISPLAY));
                count += isNvidia && isDisplay ? 1 : 0;
            }
        }
        return count;
    }
}
