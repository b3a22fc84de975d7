/** Results as numbers: score tables, expectations, trends, values of the paper. */
package org.dcd.pipelines.result;
