package org.dcd.transforms.stage.distil;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.ObservedFolder;
import org.dcd.transforms.train.TinyTraining;

/** A separate process that trains and is killed in the middle of a line of its log. */
final class KilledTraining {
    private static final String REACHED = "reached the line";

    private KilledTraining() {}

    /** Arguments: store, work folder, stage, line. */
    public static void main(String[] args) throws IOException, InterruptedException {
        TinyTraining tiny = new TinyTraining(Path.of(args[0]));
        Folder work = ObservedFolder.of(tiny.folder(args[1]), Integer.parseInt(args[3]), KilledTraining::tearAndWait);
        if (args[2].equals("teacher")) {
            TeacherTrainer.run(tiny.teacher(work, 1), Engines.devices());
        } else if (args[2].equals("bfloat16")) {
            TeacherTrainer.run(tiny.teacherInBfloat16(work, 1), TorchDevices.cpus(2));
        } else {
            Distiller.run(tiny.distil(work, 1, "features"), Engines.devices());
        }
    }

    private static void tearAndWait(OutputStream log, byte[] text) throws IOException {
        log.write(text, 0, text.length / 2);
        log.flush();
        try (OutputStream out = new java.io.FileOutputStream(java.io.FileDescriptor.out)) {
            out.write((REACHED + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    /** Starts the process, kills it at that line of its log and waits until it has ended. */
    static void run(Path store, String work, String stage, int line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTraining.class.getName(),
                        store.toString(),
                        work,
                        stage,
                        Integer.toString(line))
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            while (!said.toString().contains(REACHED)) {
                String text = out.readLine();
                if (text == null) {
                    throw new AssertionError("the training ended before line " + line + ": " + said);
                }
                said.append(text).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.destroyForcibly();
        }
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new AssertionError("the training outlived its kill");
        }
    }
}
