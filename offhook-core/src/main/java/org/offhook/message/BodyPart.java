package org.offhook.message;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
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
    return new BodyPart(Headers.of(List.of()), content.clone(), limits, limits.multipartDepth())
        .with(HeaderName.CONTENT_TYPE.name(), type.toString());
  }

  /**
   * The whole body of a message, with the rows that describe it; it is looked into as deep as the
   * limits that the message was read with.
   */
  static BodyPart of(Wire message) {
    List<Row> rows = message.headers().toRows();
    rows.removeIf(row -> !isDescribing(row));
    MessageLimits limits = MessageLimits.DEFAULT.withMultipartDepth(message.multipartDepth);
    return new BodyPart(Headers.of(rows), message.body(), limits, limits.multipartDepth());
  }

  /** Whether a row says what the body is (RFC 5621 section 3 with RFC 2045 section 9). */
  static boolean isDescribing(Row row) {
    return row.id() != HeaderName.CONTENT_LENGTH.id() && row.isNamedLike("content-");
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
    List<Row> rows = headers.toRows();
    rows.add(Row.raw(name, value));
    return new BodyPart(Headers.of(rows), content, limits, depth);
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

  /**
   * The content as text, in the character set that the type states (RFC 2046 section 4.1.2); UTF-8
   * where it states none, or one that is not known here.
   */
  public String text() {
    String charset = contentType().params().get("charset").orElse("UTF-8");
    try {
      return new String(content, Charset.forName(charset));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /** The parts of this part; empty if it is no well-formed multipart or nests too deep. */
  public Optional<Multipart> multipart() {
    if (depth <= 0 || !contentType().isMultipart()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Multipart.parse(contentType(), content, limits, depth));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The first part of a type: this one, or one inside it, as deep as its message is looked into.
   *
   * @param wanted a type, or a range as {@code audio/*}; parameters are not compared
   */
  public Optional<BodyPart> find(MediaType wanted) {
    return wanted.holds(contentType())
        ? Optional.of(this)
        : multipart().flatMap(parts -> parts.find(wanted));
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
