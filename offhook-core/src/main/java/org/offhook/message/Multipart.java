package org.offhook.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A body of several parts: RFC 2046 section 5.1 as RFC 5621 section 3 uses it. Immutable. */
public final class Multipart {
  private final MediaType type;
  private final List<BodyPart> parts;

  private Multipart(MediaType type, List<BodyPart> parts) {
    this.type = type;
    this.parts = parts;
  }

  /** The parts in order, as a body of type {@code multipart/mixed} unless said otherwise. */
  public static Multipart of(MediaType type, List<BodyPart> parts) {
    if (!type.isMultipart() || parts.isEmpty()) {
      throw new IllegalArgumentException("a multipart type and at least one part are needed");
    }
    String boundary = type.params().value("boundary");
    MediaType named =
        boundary == null || boundary.isEmpty() ? type.with("boundary", boundaryFor(parts)) : type;
    return new Multipart(named, List.copyOf(parts));
  }

  /** The parts in order, as {@code multipart/mixed}. */
  public static Multipart mixed(BodyPart... parts) {
    return of(MediaType.of("multipart", "mixed"), List.of(parts));
  }

  /** {@link #parse(MediaType, byte[], MessageLimits)} with the default limits. */
  public static Multipart parse(MediaType type, byte[] body) {
    return parse(type, body, MessageLimits.DEFAULT);
  }

  /**
   * Takes a multipart body apart; parts are byte-exact.
   *
   * @throws IllegalArgumentException if the type is not multipart, has no boundary, or the body
   *     does not contain it
   */
  public static Multipart parse(MediaType type, byte[] body, MessageLimits limits) {
    return parse(type, body, limits, limits.multipartDepth());
  }

  /**
   * The parts of a message's body, as deep as the limits that the message was read with; empty if
   * it is not a well-formed multipart.
   */
  public static Optional<Multipart> of(SipMessage message) {
    return BodyPart.of(Wire.of(message)).multipart();
  }

  /** Takes a body apart that may hold this many levels, its own included. */
  static Multipart parse(MediaType type, byte[] body, MessageLimits limits, int depth) {
    String boundary = type.params().value("boundary");
    if (!type.isMultipart() || boundary == null || boundary.isEmpty()) {
      throw new IllegalArgumentException("not a multipart type with a boundary: " + type);
    }
    byte[] delimiter = Ascii.bytes("--" + boundary);
    List<BodyPart> parts = new ArrayList<>();
    int partStart = -1;
    int line = 0;
    while (line < body.length) {
      int kind = delimiter(body, line, delimiter);
      int next = nextLine(body, line);
      if (kind != 0) {
        if (partStart >= 0) {
          parts.add(
              BodyPart.parse(
                  body, partStart, beforeLineEnd(body, partStart, line), limits, depth - 1));
        }
        if (parts.size() > limits.headerCount()) {
          throw new IllegalArgumentException("more than " + limits.headerCount() + " parts");
        }
        partStart = kind == 1 ? next : -1;
        if (kind == 2) {
          break;
        }
      }
      line = next;
    }
    if (partStart >= 0 && partStart <= body.length) {
      // Tolerance: the closing delimiter is missing; the last part runs to the end.
      parts.add(BodyPart.parse(body, partStart, body.length, limits, depth - 1));
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("the boundary does not occur in the body");
    }
    return new Multipart(type, List.copyOf(parts));
  }

  /** 0 for no delimiter, 1 for one between parts, 2 for the last. */
  private static int delimiter(byte[] body, int at, byte[] delimiter) {
    if (body.length - at < delimiter.length) {
      return 0;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (body[at + i] != delimiter[i]) {
        return 0;
      }
    }
    int i = at + delimiter.length;
    boolean last = i + 1 < body.length && body[i] == '-' && body[i + 1] == '-';
    if (last) {
      i += 2;
    }
    while (i < body.length && Ascii.isSpace(body[i])) {
      i++;
    }
    boolean whole = i >= body.length || body[i] == '\r' || body[i] == '\n';
    return !whole ? 0 : last ? 2 : 1;
  }

  private static int nextLine(byte[] body, int from) {
    int i = from;
    while (i < body.length && body[i] != '\n') {
      i++;
    }
    return Math.min(i + 1, body.length);
  }

  private static int beforeLineEnd(byte[] body, int start, int line) {
    int end = line;
    if (end > start && body[end - 1] == '\n') {
      end--;
    }
    if (end > start && body[end - 1] == '\r') {
      end--;
    }
    return end;
  }

  private static String boundaryFor(List<BodyPart> parts) {
    int number = parts.size();
    String boundary = "offhook-" + number;
    while (occurs(Ascii.bytes(boundary), parts)) {
      boundary = "offhook-" + ++number;
    }
    return boundary;
  }

  private static boolean occurs(byte[] boundary, List<BodyPart> parts) {
    String text = new String(boundary, StandardCharsets.ISO_8859_1);
    for (BodyPart part : parts) {
      if (new String(part.toBytes(), StandardCharsets.ISO_8859_1).contains("--" + text)) {
        return true;
      }
    }
    return false;
  }

  /** The type with its boundary, for Content-Type. */
  public MediaType type() {
    return type;
  }

  /** The parts in order. */
  public List<BodyPart> parts() {
    return parts;
  }

  /** The first part of a type, looked for in nested multiparts too. */
  public Optional<BodyPart> find(MediaType wanted) {
    Deque<BodyPart> waiting = new ArrayDeque<>(parts);
    while (!waiting.isEmpty()) {
      BodyPart part = waiting.pop();
      if (wanted.holds(part.contentType())) {
        return Optional.of(part);
      }
      part.multipart()
          .ifPresent(nested -> nested.parts.reversed().forEach(inner -> waiting.push(inner)));
    }
    return Optional.empty();
  }

  /** The wire form. */
  public byte[] toBytes() {
    byte[] delimiter = Ascii.bytes("--" + type.params().get("boundary").orElseThrow());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (BodyPart part : parts) {
      out.writeBytes(delimiter);
      out.writeBytes(new byte[] {'\r', '\n'});
      out.writeBytes(part.toBytes());
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    out.writeBytes(delimiter);
    out.writeBytes(new byte[] {'-', '-', '\r', '\n'});
    return out.toByteArray();
  }

  /** The type and how many parts there are. */
  @Override
  public String toString() {
    return type + " with " + parts.size() + " parts";
  }
}
