/** Scores of runs: tables, expectations, trends, and comparison with the values of the paper. */
package org.dcd.pipelines.result;
