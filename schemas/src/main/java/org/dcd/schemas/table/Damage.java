package org.dcd.schemas.table;

/** What is wrong with a file, before it is said which file. */
final class Damage extends RuntimeException {
    Damage(String problem) {
        super(problem);
    }
}
