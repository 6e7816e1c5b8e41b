package org.offhook.dialog;

import java.nio.charset.StandardCharsets;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** Messages written as text blocks; Via and Content-Length are added where they lack. */
public final class Texts {

  private Texts() {}

  public static SipRequest request(String text) {
    return (SipRequest) parse(text);
  }

  public static SipResponse response(String text) {
    return (SipResponse) parse(text);
  }

  private static SipMessage parse(String text) {
    var full = text.strip();
    if (!full.contains("Via:")) {
      full = full.replaceFirst("\n", "\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKtext\n");
    }
    var wire = full.replace("\n", "\r\n") + "\r\n\r\n";
    return switch (MessageParser.parse(wire.getBytes(StandardCharsets.UTF_8))) {
      case ParseResult.Parsed parsed -> parsed.message();
      case ParseResult.Invalid invalid -> throw new AssertionError(invalid.reason() + "\n" + text);
    };
  }
}
