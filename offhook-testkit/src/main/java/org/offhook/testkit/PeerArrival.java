package org.offhook.testkit;

import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * A message that reached a scripted peer.
 *
 * @param nanos when, by the loop's clock
 */
record PeerArrival(SipMessage message, PeerFlow flow, long nanos) {

  /** Equal for a message and its repetitions (RFC 3261 §17.1.3, §17.2.3). */
  String identity() {
    var branch = message.topVia().branch().orElse(message.callId());
    var sequence = message.cSeq();
    return switch (message) {
      case SipRequest request -> request.method() + " " + branch + " " + sequence.number();
      case SipResponse response ->
          response.status().code()
              + " "
              + branch
              + " "
              + sequence
              + " "
              + response.to().tag().orElse("")
              + " "
              + response.headers().text("RSeq").orElse("");
    };
  }

  /** The method of a request, the status code of a response. */
  String kind() {
    return kind(message);
  }

  static String kind(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.method().name();
      case SipResponse response -> Integer.toString(response.status().code());
    };
  }
}
