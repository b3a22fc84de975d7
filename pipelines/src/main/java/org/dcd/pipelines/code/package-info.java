/**
 * Versions of the code that stages run: hashes of class files, and the ledger of recorded versions. Start with
 * {@link org.dcd.pipelines.code.CodeVersions}. Keys are computed in {@code workflow}.
 */
package org.dcd.pipelines.code;
