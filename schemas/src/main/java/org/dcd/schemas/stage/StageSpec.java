package org.dcd.schemas.stage;

import java.io.Serializable;

/**
 * The specification of a stage, which with its inputs defines what the stage does: a record whose components are
 * records, numbers, text, lists and enums only. Its canonical JSON enters the stage key.
 */
public interface StageSpec extends Serializable {}
