package org.offhook.publish;

import org.offhook.message.MediaType;

/**
 * A state as it is published; its bytes are not changed any more.
 *
 * @param type the type of the bytes
 * @param bytes the document
 */
@SuppressWarnings("ArrayRecordComponent")
public record StateBody(MediaType type, byte[] bytes) {}
