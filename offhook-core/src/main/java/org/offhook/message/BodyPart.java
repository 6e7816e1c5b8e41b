package org.offhook.message;

import java.util.Arrays;
import java.util.Optional;

/** One part of a multipart body: RFC 2046 section 5.1, RFC 5621 section 3. Immutable. */
public final class BodyPart {
  private final Headers headers;
  private final byte[] content;
  private final MessageLimits limits;
  private final int depth;

  private BodyPart(Headers headers, byte[] content, MessageLimits limits, int depth) {
    this.headers = headers;
    this.content = content;
    this.limits = limits;
    this.depth = depth;
  }

  /** A part of a type. */
  public static BodyPart of(MediaType type, byte[] content) {
    MessageLimits limits = MessageLimits.DEFAULT;
    return new BodyPart(empty(), content.clone(), limits, limits.multipartDepth())
        .with(HeaderName.CONTENT_TYPE.name(), type.toString());
  }

  private static Headers empty() {
    return new Headers(new byte[0], new int[0], 0, new Object[0]);
  }

  /** Reads a part: header rows, an empty line, content. */
  static BodyPart parse(byte[] body, int start, int end, MessageLimits limits, int depth) {
    HeaderScan scan = new HeaderScan(body, end, limits, 4);
    scan.pos = start;
    scan.rows(start);
    if (scan.fault != null) {
      throw new IllegalArgumentException("body part: " + scan.reason + " at offset " + scan.offset);
    }
    Headers headers = new Headers(body, scan.rows, scan.count, new Object[scan.count]);
    byte[] content = Arrays.copyOfRange(body, Math.min(scan.pos, end), end);
    return new BodyPart(headers, content, limits, depth);
  }

  /** A copy with one more header row, as Content-ID or Content-Disposition. */
  public BodyPart with(String name, String value) {
    Ascii.checkedToken("header name", name);
    Ascii.checked("value of " + name, value);
    WireWriter out = new WireWriter(128);
    int count = headers.size();
    int[] rows = new int[(count + 1) * Headers.STRIDE];
    for (int i = 0; i < count; i++) {
      Row.copy(headers, i).writeTo(out, rows, i * Headers.STRIDE);
    }
    Row.raw(name, value).writeTo(out, rows, count * Headers.STRIDE);
    Headers more = new Headers(out.toBytes(), rows, count + 1, new Object[count + 1]);
    return new BodyPart(more, content, limits, depth);
  }

  /** The header rows of this part. */
  public Headers headers() {
    return headers;
  }

  /** The type; {@code text/plain} where none is stated (RFC 2046 section 5.1). */
  public MediaType contentType() {
    return headers.get(HeaderName.CONTENT_TYPE).orElse(MediaType.TEXT_PLAIN);
  }

  /** The disposition, if stated. */
  public Optional<ParameterizedToken> disposition() {
    return headers.get(HeaderName.CONTENT_DISPOSITION);
  }

  /** The Content-ID without its angle brackets, if stated. */
  public Optional<String> contentId() {
    return headers
        .get(HeaderName.CONTENT_ID)
        .map(id -> id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id);
  }

  /** The content. Not a copy: do not modify. */
  public byte[] content() {
    return content;
  }

  /** The parts of this part; empty if it is no well-formed multipart or nests too deep. */
  public Optional<Multipart> multipart() {
    if (depth <= 0 || !contentType().type().equalsIgnoreCase("multipart")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Multipart.parse(contentType(), content, limits, depth));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  byte[] toBytes() {
    WireWriter out = new WireWriter(content.length + 128);
    int[] rows = new int[headers.size() * Headers.STRIDE];
    for (int i = 0; i < headers.size(); i++) {
      Row.copy(headers, i).writeTo(out, rows, i * Headers.STRIDE);
    }
    out.line().put(content, 0, content.length);
    return out.toBytes();
  }

  /** The type and the size. */
  @Override
  public String toString() {
    return contentType() + ", " + content.length + " bytes";
  }
}
