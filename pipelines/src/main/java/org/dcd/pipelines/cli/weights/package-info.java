/** {@code dcd weights}: imports and lists published weights. */
package org.dcd.pipelines.cli.weights;
