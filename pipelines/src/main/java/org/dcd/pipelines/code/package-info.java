/**
 * Which code stages run: hashes of class files, and the ledger that says which version each stands for. Start with
 * {@link org.dcd.pipelines.code.CodeVersions}. What a key is made of besides belongs to {@code plan}.
 */
package org.dcd.pipelines.code;
