package org.offhook;

import org.offhook.message.MediaType;

/** A body of any type; its bytes belong to nobody else and do not change. */
final class RequestBody {

  private final MediaType type;
  private final byte[] bytes;

  RequestBody(MediaType type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  MediaType type() {
    return type;
  }

  byte[] bytes() {
    return bytes;
  }
}
