package org.dcd.schemas.stage;

import java.io.Serializable;

/**
 * What a stage does, apart from its inputs: a record whose components are records, numbers, text, lists and enums only.
 * Its canonical JSON enters the stage key.
 */
public interface StageSpec extends Serializable {}
