package org.offhook.transport;

import org.jspecify.annotations.Nullable;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;

/**
 * A tap that hands on what goes over the wire as messages; what is none is left out. It may be
 * listened to for a while only: nothing is read while nobody does. Any thread.
 *
 * <pre>{@code
 * var tap = new MessageTap();
 * var endpoint = Endpoint.start(EndpointOptions.builder().tap(tap).build());
 * tap.listen((message, received) -> System.out.println((received ? "< " : "> ") + message));
 * tap.listen(null);
 * }</pre>
 */
public final class MessageTap implements WireTap {

  /** Who is told; on the loop: it must be quick and must not block. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A message came, or is sent.
     *
     * @param received false: it is sent
     */
    void message(SipMessage message, boolean received);
  }

  private volatile @Nullable Listener listener;

  /** Tells this one from the next message on, in place of the last; null: nobody. */
  public void listen(@Nullable Listener to) {
    listener = to;
  }

  @Override
  public void received(Flow flow, byte[] message, long nanos) {
    tell(message, true);
  }

  @Override
  public void sent(Flow flow, byte[] message, long nanos) {
    tell(message, false);
  }

  private void tell(byte[] bytes, boolean received) {
    var told = listener;
    if (told != null && MessageParser.parse(bytes) instanceof ParseResult.Parsed parsed) {
      told.message(parsed.message(), received);
    }
  }
}
