/** How clean data flows through a graph of stages. The plan checks it before a run, the report shows it afterwards. */
package org.dcd.pipelines.lineage;
