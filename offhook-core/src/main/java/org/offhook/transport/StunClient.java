package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.net.StunMessage;

/**
 * STUN on the SIP sockets: asks for the own address as seen from outside (RFC 8489 §6.2.1, §6.3.3)
 * and answers who asks here (RFC 5626 §8).
 */
final class StunClient {

  /** Is told once how a question ended. */
  interface Answer {

    /** The peer sees this side there. */
    void mapped(InetSocketAddress address);

    /** No usable answer. */
    void none(String reason);
  }

  private static final long RTO = 500_000_000L;
  private static final int SENDS = 7;
  private static final long LAST_WAIT = 16 * RTO;
  private static final int MOST_WAITING = 10_000;

  private final Edge edge;
  private final HashMap<String, Query> waiting = new HashMap<>();

  StunClient(Edge edge) {
    this.edge = edge;
  }

  /** Asks the remote side of a flow. */
  Query ask(DatagramFlow flow, Answer answer) {
    var id = new byte[12];
    edge.network().loop().random().nextBytes(id);
    var query = new Query(flow, StunMessage.request(id), answer);
    if (waiting.size() < MOST_WAITING) {
      waiting.put(query.request.id(), query);
      query.send();
    } else {
      edge.later(() -> answer.none("too many STUN requests wait"));
    }
    return query;
  }

  /** A datagram that is STUN by its first bytes. */
  void received(DatagramFlow flow, byte[] datagram) {
    var message = StunMessage.parse(datagram).orElse(null);
    if (message == null) {
      edge.counters().ignored++;
      return;
    }
    switch (message.kind()) {
      case REQUEST -> reply(flow, message);
      case INDICATION -> edge.counters().ignored++;
      case SUCCESS, ERROR -> {
        var query = waiting.get(message.id());
        if (query != null && query.isFrom(flow)) {
          query.answered(message);
        } else {
          edge.counters().ignored++;
        }
      }
    }
  }

  private void reply(DatagramFlow flow, StunMessage request) {
    edge.counters().keepAlive.stunAnswered++;
    StunMessage answer;
    if (!request.isBinding()) {
      answer = StunMessage.error(request, 400, "Only Binding Is Known Here");
    } else if (!request.unknown().isEmpty()) {
      answer = StunMessage.error(request, 420, "Unknown Attribute");
    } else {
      answer = StunMessage.success(request, flow.remote());
    }
    flow.listener().sendRaw(flow.remote(), answer.toBytes());
  }

  /** One question with its repetitions. */
  final class Query {

    private final DatagramFlow flow;
    private final StunMessage request;
    private final Answer answer;
    private @Nullable TimerHandle timer;
    private int sent;

    private Query(DatagramFlow flow, StunMessage request, Answer answer) {
      this.flow = flow;
      this.request = request;
      this.answer = answer;
    }

    private boolean isFrom(DatagramFlow other) {
      return other.listener() == flow.listener() && other.remote().equals(flow.remote());
    }

    private void send() {
      if (!flow.isAlive()) {
        stop();
        edge.later(() -> answer.none("the UDP socket is closed"));
        return;
      }
      if (sent == SENDS) {
        stop();
        answer.none("no answer to STUN");
        return;
      }
      flow.listener().sendRaw(flow.remote(), request.toBytes());
      edge.counters().keepAlive.stunSent++;
      sent++;
      long wait = sent == SENDS ? LAST_WAIT : RTO << (sent - 1);
      timer = edge.network().loop().after(wait, this::send);
    }

    private void answered(StunMessage message) {
      stop();
      var mapped = message.mapped();
      if (message.kind() == StunMessage.Kind.SUCCESS && mapped.isPresent()) {
        answer.mapped(mapped.get());
      } else {
        answer.none("the STUN answer is an error " + message.errorCode());
      }
    }

    /** Nothing more is wanted of it. */
    void stop() {
      waiting.remove(request.id(), this);
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
  }
}
