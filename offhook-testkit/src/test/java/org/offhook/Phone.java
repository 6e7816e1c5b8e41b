package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Signal;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.MessageParser;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.message.Via;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/**
 * A peer without a stack, by UDP: a test writes each of its messages, and takes what arrives one by
 * one. It repeats nothing and answers nothing by itself. For use inside {@link SimWorld#run}.
 */
public final class Phone implements DatagramHandler, AutoCloseable {

  /** What a phone offers or answers with. */
  public static final SessionDescription SDP = sdp(40000);

  private static final Duration PATIENCE = Duration.ofSeconds(70);

  /** What arrived. */
  public record Got(Duration at, SipMessage message) {}

  private final SimWorld world;
  private final SimHost host;
  private final String address;
  private final InetSocketAddress peer;
  private final Network network;
  private final List<Got> got = new ArrayList<>();
  private final ArrayDeque<SipMessage> waiting = new ArrayDeque<>();
  private @Nullable Signal signal;
  private @Nullable DatagramPort port;
  private int branches;

  /** A phone at {@code address}:5060 that talks to {@code peer}:5060. */
  public Phone(SimWorld world, String name, String address, String peer)
      throws InterruptedException {
    this.world = world;
    this.address = address;
    this.peer = socket(peer);
    this.host = world.host(name, address);
    this.network = host.attach(name);
    network.loop().execute(this::bind);
    world.advance(Duration.ZERO);
  }

  private void bind() {
    try {
      port = network.bindDatagram(socket(address), this);
    } catch (NetException e) {
      throw new AssertionError(e);
    }
  }

  private static InetSocketAddress socket(String address) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), 5060);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Audio at this phone's kind of address, PCMU. */
  public static SessionDescription sdp(int mediaPort) {
    return SessionDescription.audio("10.0.0.2", mediaPort, RtpMap.PCMU);
  }

  /** Its host. */
  public SimHost host() {
    return host;
  }

  /** Everything that arrived. */
  public List<Got> got() {
    return got;
  }

  /** When messages whose first line begins so arrived. */
  public List<Duration> times(String firstLine) {
    return got.stream()
        .filter(one -> one.message().startLine().startsWith(firstLine))
        .map(Got::at)
        .toList();
  }

  /** How many messages whose first line begins so arrived. */
  public int count(String firstLine) {
    return times(firstLine).size();
  }

  @Override
  public void received(DatagramPort at, InetSocketAddress remote, byte[] payload) {
    if (MessageParser.parse(payload) instanceof ParseResult.Parsed parsed) {
      got.add(new Got(world.now(), parsed.message()));
      waiting.add(parsed.message());
      if (signal != null) {
        signal.fire();
      }
    } else {
      throw new AssertionError(
          "the endpoint sent garbage: " + new String(payload, StandardCharsets.UTF_8));
    }
  }

  /** The next message. */
  public SipMessage take() throws InterruptedException {
    return take(PATIENCE);
  }

  private SipMessage take(Duration atMost) throws InterruptedException {
    if (waiting.isEmpty()) {
      signal = network.userThreads().newSignal();
      network.userThreads().await(signal, atMost.toNanos());
      signal = null;
    }
    var next = waiting.poll();
    assertThat(next).as("a message at " + address).isNotNull();
    return next;
  }

  /** The next message, which must be a request of this method. */
  public SipRequest request(Method method) throws InterruptedException {
    var next = take();
    assertThat(next.startLine()).startsWith(method.name() + " ");
    return (SipRequest) next;
  }

  /** The next message, which must be a response with this status, to this method. */
  public SipResponse response(int code, Method method) throws InterruptedException {
    var next = take();
    assertThat(next.startLine()).startsWith("SIP/2.0 " + code);
    assertThat(next.cSeq().method()).isEqualTo(method);
    return (SipResponse) next;
  }

  /** The next response of this status, past provisional ones and repeats. */
  public SipResponse awaitResponse(int code, Method method) throws InterruptedException {
    while (true) {
      var next = take();
      if (next.startLine().startsWith("SIP/2.0 " + code) && next.cSeq().method().equals(method)) {
        return (SipResponse) next;
      }
    }
  }

  /** The next request of this method, past everything else. */
  public SipRequest awaitRequest(Method method) throws InterruptedException {
    while (true) {
      if (take() instanceof SipRequest request && request.method().equals(method)) {
        return request;
      }
    }
  }

  /** The next request of this method, past everything else, at most after a time. */
  public SipRequest awaitRequest(Method method, Duration atMost) throws InterruptedException {
    while (true) {
      if (take(atMost) instanceof SipRequest request && request.method().equals(method)) {
        return request;
      }
    }
  }

  /** Nothing arrives for a time. */
  public void silence(Duration time) throws InterruptedException {
    world.advance(time);
    assertThat(waiting).isEmpty();
  }

  /** Forgets what arrived and was not taken. */
  public void forget() {
    waiting.clear();
  }

  /** Sends. */
  public void send(SipMessage message) {
    network
        .loop()
        .execute(
            () -> {
              if (port != null) {
                port.send(peer, message.toBytes());
              }
            });
  }

  /** Closes its socket; what is sent to it then is lost. */
  @Override
  public void close() {
    network.close();
  }

  private Via via() {
    return Via.of(
        "UDP", address, 5060, Parameters.EMPTY.with("branch", "z9hG4bKphone" + branches++));
  }

  /** Its Contact. */
  public Contact contact() {
    return Contact.of(SipUri.parse("sip:phone@" + address));
  }

  /** Its end of a call that comes with this INVITE. */
  public Leg callee(SipRequest invite, String tag) {
    return new Leg(
        invite.callId(),
        invite.to().withTag(tag),
        invite.from(),
        invite.headers().get(HeaderName.CONTACT).orElseThrow().uri());
  }

  /** Its end of a call that it will make. */
  public Leg caller(String callId) {
    var target = SipUri.parse("sip:alice@" + peer.getAddress().getHostAddress());
    return new Leg(
        callId,
        NameAddr.parse("<sip:phone@" + address + ">").withTag("p-" + callId),
        NameAddr.of(target),
        target);
  }

  /** A dialog as the phone sees it. */
  public final class Leg {
    private final String callId;
    private final NameAddr local;
    private NameAddr remote;
    private Uri target;
    private long seq;

    private Leg(String callId, NameAddr local, NameAddr remote, Uri target) {
      this.callId = callId;
      this.local = local;
      this.remote = remote;
      this.target = target;
    }

    /** Its CSeq number. */
    public long seq() {
      return seq;
    }

    /** Its Call-ID. */
    public String callId() {
      return callId;
    }

    /** What Replaces says of it to its peer. */
    public String replaces() {
      return callId
          + ";to-tag="
          + remote.tag().orElse("0")
          + ";from-tag="
          + local.tag().orElse("0");
    }

    /** Takes tag and Contact from the answer to its INVITE. */
    public void learn(SipResponse response) {
      remote = response.to();
      response.headers().get(HeaderName.CONTACT).ifPresent(contact -> target = contact.uri());
    }

    /** A request of its own, with the next number. */
    public SipRequest.Builder request(Method method) {
      seq++;
      return request(method, seq);
    }

    /** A request with that number. */
    public SipRequest.Builder request(Method method, long number) {
      var builder =
          SipRequest.builder(method, target)
              .set(HeaderName.VIA, via())
              .set(HeaderName.FROM, local)
              .set(HeaderName.TO, remote)
              .set(HeaderName.CALL_ID, callId)
              .set(HeaderName.CSEQ, new CSeq(number, method));
      return method.equals(Method.INVITE) ? builder.set(HeaderName.CONTACT, contact()) : builder;
    }

    /** Sends a request. */
    public SipRequest send(Method method) {
      return send(method, builder -> builder);
    }

    /** Sends an edited request. */
    public SipRequest send(Method method, UnaryOperator<SipRequest.Builder> edit) {
      var request = edit.apply(request(method)).build();
      Phone.this.send(request);
      return request;
    }

    /** Sends an INVITE, with an offer or without. */
    public SipRequest invite(@Nullable SessionDescription offer) {
      return send(
          Method.INVITE,
          builder ->
              offer == null ? builder : builder.body(MediaType.APPLICATION_SDP, offer.toBytes()));
    }

    /** Sends the CANCEL for an INVITE. */
    public void cancel(SipRequest invite) {
      Phone.this.send(
          SipRequest.builder(Method.CANCEL, invite.requestUri())
              .set(HeaderName.VIA, invite.topVia())
              .set(HeaderName.FROM, invite.from())
              .set(HeaderName.TO, invite.to())
              .set(HeaderName.CALL_ID, invite.callId())
              .set(HeaderName.CSEQ, new CSeq(invite.cSeq().number(), Method.CANCEL))
              .build());
    }

    /** Acknowledges a 2xx. */
    public void ack(SipResponse success) {
      ack(success, null);
    }

    /** Acknowledges a 2xx, with an answer. */
    public void ack(SipResponse success, @Nullable SessionDescription answer) {
      learn(success);
      var ack = request(Method.ACK, success.cSeq().number());
      if (answer != null) {
        ack.body(MediaType.APPLICATION_SDP, answer.toBytes());
      }
      Phone.this.send(ack.build());
    }

    /** Acknowledges a refusal, as the transaction of its INVITE does. */
    public void ackRefusal(SipRequest invite, SipResponse refusal) {
      Phone.this.send(
          SipRequest.builder(Method.ACK, invite.requestUri())
              .set(HeaderName.VIA, invite.topVia())
              .set(HeaderName.FROM, invite.from())
              .set(HeaderName.TO, refusal.to())
              .set(HeaderName.CALL_ID, invite.callId())
              .set(HeaderName.CSEQ, new CSeq(invite.cSeq().number(), Method.ACK))
              .build());
    }

    /** Begins an answer to a request. */
    public SipResponse.Builder response(SipRequest to, int code) {
      var builder = SipResponse.to(to, Status.of(code));
      if (code > 100 && to.to().tag().isEmpty()) {
        builder.set(HeaderName.TO, to.to().withTag(local.tag().orElseThrow()));
      }
      if (to.method().equals(Method.INVITE) && code > 100 && code < 300) {
        builder.set(HeaderName.CONTACT, contact());
      }
      return builder;
    }

    /** Answers. */
    public void reply(SipRequest to, int code) {
      Phone.this.send(response(to, code).build());
    }

    /** Answers with a session description. */
    public void reply(SipRequest to, int code, SessionDescription sdp) {
      Phone.this.send(response(to, code).body(MediaType.APPLICATION_SDP, sdp.toBytes()).build());
    }
  }
}
