package org.offhook.eventpackage;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.BodyPart;
import org.offhook.message.MediaType;

/**
 * The state of one instance in a list, a part of the body: RFC 4662 §4.5. Immutable. {@link
 * ResourceList} has an example.
 */
public final class ListedBody {

  private final String contentId;
  private final MediaType type;
  private final byte[] bytes;

  private ListedBody(String contentId, MediaType type, byte[] bytes) {
    this.contentId = contentId;
    this.type = type;
    this.bytes = bytes;
  }

  /**
   * The state of an instance.
   *
   * @param contentId names it in {@link ResourceInstance#cid(String)}; like {@code a7@example.com},
   *     without angle brackets
   * @throws IllegalArgumentException if that is empty, or has blanks or anything but ASCII
   */
  public static ListedBody of(String contentId, EventBody body) {
    return of(contentId, body.mediaType(), body.toBytes());
  }

  /** {@link #of(String, EventBody)} for a body of any type. */
  public static ListedBody of(String contentId, MediaType type, byte[] bytes) {
    if (!isContentId(contentId)) {
      throw new IllegalArgumentException(
          "'" + contentId + "' is no Content-ID; say one like a7@example.com");
    }
    return new ListedBody(contentId, type, bytes.clone());
  }

  /** A part; empty if it has no Content-ID by which an instance could name it. */
  static Optional<ListedBody> of(BodyPart part) {
    return part.contentId()
        .map(String::strip)
        .filter(ListedBody::isContentId)
        .map(id -> new ListedBody(id, part.contentType(), part.content()));
  }

  private static boolean isContentId(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** The same by another name. */
  ListedBody named(String other) {
    return new ListedBody(other, type, bytes);
  }

  BodyPart part() {
    return BodyPart.of(type, bytes).with("Content-ID", "<" + contentId + ">");
  }

  /** What names it, without angle brackets. */
  public String contentId() {
    return contentId;
  }

  /** Its type. */
  public MediaType type() {
    return type;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The state in its types, or why it is none; a list inside the list is read as {@link
   * BodyFormat#RESOURCE_LIST}.
   */
  public <T> BodyResult<T> as(BodyFormat<T> format) {
    return format.parse(type, bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ListedBody body
        && contentId.equals(body.contentId)
        && type.equals(body.type)
        && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return (31 * contentId.hashCode() + type.hashCode()) * 31 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return contentId + ", " + type + ", " + bytes.length + " bytes";
  }
}
