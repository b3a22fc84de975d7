package org.dcd.pipelines.doctor;

/** Examines one part of this machine. An exception means that the part is broken. */
interface Examination {
    /** Name in the output, in kebab case. */
    String name();

    /** Notes what the part offers and what is wrong with it. */
    void run(Notes notes) throws Exception;
}
