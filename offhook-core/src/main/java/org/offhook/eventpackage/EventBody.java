package org.offhook.eventpackage;

import java.util.List;
import org.offhook.message.MediaType;

/**
 * The body of a NOTIFY or PUBLISH of some event package: RFC 6665 §5.4.5. Immutable.
 *
 * <pre>{@code
 * EventBody body = MessageSummary.voice(2, 8);
 * System.out.println(body.mediaType());   // application/simple-message-summary
 * }</pre>
 */
public interface EventBody {

  /** The type that Content-Type states. */
  MediaType mediaType();

  /** The bytes of the body. */
  byte[] toBytes();

  /** What it says, for people: one line for each thing. */
  List<String> describe();
}
