package org.dcd.schemas.table;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.schema.MessageType;

/** The Parquet representation of records, shared by reader and writer. */
final class TableFormat {
    private TableFormat() {}

    static Schema avroSchema(Class<? extends SpecificRecord> type) {
        return SpecificData.get().getSchema(type);
    }

    static MessageType parquetSchema(Class<? extends SpecificRecord> type) {
        return new AvroSchemaConverter(configuration(type)).convert(avroSchema(type));
    }

    /** Not Hadoop's configuration, which takes half a second to load and warns about native libraries. */
    static ParquetConfiguration configuration(Class<? extends SpecificRecord> type) {
        ParquetConfiguration configuration = new PlainParquetConfiguration();
        // Lists of three levels, as other readers of Parquet expect; the default predates the standard.
        configuration.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
        configuration.setBoolean("parquet.avro.add-list-element-records", false);
        // Never read with the schema in the file: it names classes to instantiate.
        configuration.set("parquet.avro.read.schema", avroSchema(type).toString());
        return configuration;
    }
}
