package org.offhook.exosip;

import org.jspecify.annotations.Nullable;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** What goes over the wire, as messages for a callback; what is none is left out. */
final class RawMessages implements WireTap {

  private volatile @Nullable MessageCallback told;

  void told(@Nullable MessageCallback callback) {
    told = callback;
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
    var callback = told;
    if (callback != null && MessageParser.parse(bytes) instanceof ParseResult.Parsed parsed) {
      callback.message(OsipMessage.of(parsed.message()), received);
    }
  }
}
