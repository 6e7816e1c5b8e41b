package org.offhook.message;

/**
 * How large a received message may be (RFC 3261 sections 21.4.10, 21.4.11 and 21.5.7).
 *
 * @param startLine most bytes of the start line; beyond: 414
 * @param header most bytes of one header row; beyond: 513
 * @param headers most bytes of the start line and all header rows together; beyond: 513
 * @param headerCount most header rows; beyond: 513
 * @param body most bytes of a body; beyond: 413
 * @param parametersPerValue most parameters of one header value or URI; beyond: the value is
 *     malformed
 * @param multipartDepth how many multiparts may lie inside each other; what is deeper is bytes
 */
public record MessageLimits(
    int startLine,
    int header,
    int headers,
    int headerCount,
    int body,
    int parametersPerValue,
    int multipartDepth) {
  /** 8 KB start line, 32 KB per header, 64 KB and 256 rows of headers, 1 MB body, 64, 4. */
  public static final MessageLimits DEFAULT =
      new MessageLimits(8_192, 32_768, 65_536, 256, 1_048_576, 64, 4);

  /** Checks that each limit is positive. */
  public MessageLimits {
    if (Math.min(Math.min(startLine, header), Math.min(headers, headerCount)) <= 0
        || Math.min(Math.min(body, parametersPerValue), multipartDepth) <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** These limits with another limit for bodies, in bytes. */
  public MessageLimits withBody(int bytes) {
    return new MessageLimits(
        startLine, header, headers, headerCount, bytes, parametersPerValue, multipartDepth);
  }

  /** These limits with another number of multiparts inside each other. */
  public MessageLimits withMultipartDepth(int levels) {
    return new MessageLimits(
        startLine, header, headers, headerCount, body, parametersPerValue, levels);
  }

  /** These limits with another limit for the whole header section, in bytes. */
  public MessageLimits withHeaders(int bytes) {
    return new MessageLimits(
        startLine, header, bytes, headerCount, body, parametersPerValue, multipartDepth);
  }
}
