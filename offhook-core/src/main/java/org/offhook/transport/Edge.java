package org.offhook.transport;

import org.jspecify.annotations.Nullable;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Tolerance;
import org.offhook.net.InvalidHost;
import org.offhook.net.Network;

/**
 * Where wire and protocol meet (RFC 3261 §18): every message in or out passes here, is counted, is
 * shown to the tap; requests get received and rport, malformed ones their answer.
 */
final class Edge {

  private final Network network;
  private final TransportSettings settings;
  private final TransportCounters counters;
  private @Nullable MessageReceiver receiver;
  private @Nullable WireTap tap;
  private @Nullable String invalidName;
  private final PublicAddress publicAddress = new PublicAddress(this);
  private final StunClient stun = new StunClient(this);

  Edge(Network network, TransportSettings settings) {
    this.network = network;
    this.settings = settings;
    this.counters = new TransportCounters(network.loop().time());
  }

  Network network() {
    return network;
  }

  TransportSettings settings() {
    return settings;
  }

  TransportCounters counters() {
    return counters;
  }

  void receiver(MessageReceiver to) {
    receiver = to;
  }

  void tap(@Nullable WireTap to) {
    tap = to;
  }

  PublicAddress publicAddress() {
    return publicAddress;
  }

  StunClient stun() {
    return stun;
  }

  /** What a WebSocket client has instead of an address (RFC 7118 §5), the same all its life. */
  String invalidName() {
    if (invalidName == null) {
      invalidName = InvalidHost.random(network.loop().random());
    }
    return invalidName;
  }

  /** Runs a callback after what the loop is doing now. */
  void later(Runnable callback) {
    network.loop().execute(callback);
  }

  long nanos() {
    return network.loop().time().nanos();
  }

  void arrived(Flow flow, byte[] message) {
    counters.received++;
    if (tap != null) {
      tap.received(flow, message, nanos());
    }
  }

  void leaving(Flow flow, byte[] message) {
    counters.sent++;
    if (tap != null) {
      tap.sent(flow, message, nanos());
    }
  }

  /** Whether a first look at a datagram was enough. */
  boolean settles(byte[] datagram, DatagramFlow flow) {
    return receiver != null && receiver.settles(datagram, flow);
  }

  void read(byte[] datagram, Flow flow) {
    handle(MessageParser.parse(datagram, settings.messages()), flow);
  }

  void handle(ParseResult result, Flow flow) {
    switch (result) {
      case ParseResult.Parsed parsed -> {
        if (receiver == null) {
          return;
        }
        if (parsed.tolerated().contains(Tolerance.DEEP_MULTIPART)) {
          counters.over.nested++;
        }
        switch (parsed.message()) {
          case SipRequest request ->
              receiver.request(ReceivedStamp.stamp(request, flow.remote()), flow);
          case SipResponse response -> receiver.response(response, flow);
        }
      }
      case ParseResult.Invalid invalid -> {
        refuse(invalid, flow);
        if (receiver != null) {
          receiver.invalid(invalid, flow);
        }
      }
    }
  }

  /** Answers a malformed request without keeping state; anything else is dropped. */
  private void refuse(ParseResult.Invalid invalid, Flow flow) {
    counters.malformed++;
    switch (invalid.status().code()) {
      case 413 -> counters.over.bodies++;
      case 414 -> counters.over.startLines++;
      case 513 -> counters.over.headers++;
      default -> {}
    }
    if (invalid.answer().isEmpty()
        || invalid.via().isEmpty()
        || (receiver != null && receiver.ignores(flow.remote().getAddress()))) {
      return;
    }
    var answer = ReceivedStamp.stamp(invalid.answer().get(), flow.remote());
    Flow back =
        flow instanceof DatagramFlow datagram
            ? ResponsePath.datagramTarget(answer.topVia(), datagram, network.loop())
            : flow;
    back.send(answer, SendListener.IGNORE);
  }
}
