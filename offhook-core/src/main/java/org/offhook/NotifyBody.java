package org.offhook;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.offhook.event.NotifierUsage;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.BodyResult;
import org.offhook.eventpackage.EventBody;
import org.offhook.message.MediaType;
import org.offhook.publish.StateBody;

/**
 * A state as it is told or published: a document of some type (RFC 6665 §4.2.2, RFC 3903 §4).
 * Immutable; any thread.
 *
 * <pre>{@code
 * notifier.notify(NotifyBody.text("application/simple-message-summary", "Messages-Waiting: yes\r\n"));
 * }</pre>
 */
public final class NotifyBody {

  private final MediaType type;
  private final byte[] bytes;

  private NotifyBody(MediaType type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** These bytes. */
  public static NotifyBody of(MediaType type, byte[] bytes) {
    return new NotifyBody(type, bytes.clone());
  }

  /**
   * This text in UTF-8.
   *
   * @throws IllegalArgumentException if {@code type} is no media type such as {@code
   *     application/pidf+xml}
   */
  public static NotifyBody text(String type, String text) {
    return new NotifyBody(MediaType.parse(type), text.getBytes(StandardCharsets.UTF_8));
  }

  /** A typed document, such as {@link org.offhook.eventpackage.Presence}. */
  public static NotifyBody of(EventBody body) {
    return new NotifyBody(body.mediaType(), body.toBytes());
  }

  /** The document in its types, or why it is none. */
  public <T> BodyResult<T> as(BodyFormat<T> format) {
    return format.parse(type, bytes);
  }

  /** Its type. */
  public MediaType type() {
    return type;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Its bytes as text in UTF-8. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static NotifierUsage.@Nullable Body told(@Nullable NotifyBody body) {
    return body == null ? null : new NotifierUsage.Body(body.type, body.bytes);
  }

  StateBody published() {
    return new StateBody(type, bytes);
  }

  @Override
  public String toString() {
    return type + ", " + bytes.length + " bytes";
  }
}
