/**
 * Files of stores on any file system: local folders, S3 and HDFS. Start with
 * {@link org.dcd.pipelines.store.files.BeamFolder}. What the files mean belongs to {@code store}.
 */
package org.dcd.pipelines.store.files;
