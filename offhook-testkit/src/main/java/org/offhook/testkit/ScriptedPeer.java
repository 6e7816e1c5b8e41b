package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Listen;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.MessageBuilder;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.net.Host;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.sdp.SessionDescription;

/**
 * The other side of a test: a SIP peer that follows a script, which reads like the ladder of the
 * call. It has no transactions and no dialogs of its own, so it can break every rule: repeat,
 * reorder, leave out, fork, garble. Identifiers (Call-ID, tags, CSeq, branch, routes) it keeps
 * itself, so that a script names only what matters.
 *
 * <p>It lives on a host of the simulated world or on a real one. A script is straight-line code on
 * a user thread (or on the test's own thread, which then drives the world), or it runs {@linkplain
 * #play beside} the test:
 *
 * <pre>{@code
 * @Test
 * void theCalleeHangsUp(SimWorld world) throws Exception {
 *   var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
 *   bob.play(script -> script
 *       .expect("INVITE").reply(180).reply(200, sdp)
 *       .expect("ACK")
 *       .after(Duration.ofSeconds(3))
 *       .send("BYE").expect(200));
 *   world.run(() -> {
 *     var call = alice.call("sip:bob@10.0.0.2", offer);
 *     assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
 *     bob.finish();                                  // fails if the script did
 *   });
 * }
 * }</pre>
 *
 * <p>As the caller, with a fork, a repeated answer and a look at a header:
 *
 * <pre>{@code
 * bob.begin("INVITE", "sip:alice@10.0.0.1", sdp)
 *    .expect(180).expect(200, ok -> assertThat(ok.headers().text("Allow")).isPresent())
 *    .expectAgain(200)                               // no ACK yet: it is repeated
 *    .send("ACK").send("BYE").expect(200);
 *
 * alice.expect("INVITE").tag("fork-1").reply(180).tag("fork-2").reply(180).reply(200, sdp);
 * }</pre>
 *
 * <p>A step that does not match throws an {@link AssertionError} with the ladder so far.
 * Repetitions of what was received before are skipped (see {@link #expectAgain(String)}), and so is
 * a 100 that is not expected; anything else that was not expected fails the script, unless {@link
 * #ignore} names it.
 */
public final class ScriptedPeer implements AutoCloseable {

  private static final long NANOS = 1_000_000_000L;
  private static final int SIP_PORT = 5060;

  private final Network network;
  private final PeerWire wire;
  private final PeerLadder ladder = new PeerLadder();
  private final PeerHistory history = new PeerHistory();
  private final Map<String, PeerDialog> dialogs = new HashMap<>();
  private final Map<String, PeerFlow> ways = new HashMap<>();
  private final Set<String> ignored = new HashSet<>();
  private final PlayedScript background;
  private PeerIdentity self;
  private String callId = "";
  private String tag = "";
  private Terms terms = new Terms(40 * NANOS, null);

  /** How long to wait, and where requests go that begin a conversation; null: to their URI. */
  private record Terms(long patience, @Nullable InetSocketAddress towards) {}

  private ScriptedPeer(Network network, Listen where) {
    this.network = network;
    this.wire = new PeerWire(network);
    this.background = new PlayedScript(network.userThreads());
    var at = wire.ask(() -> wire.open(where));
    var aor = NameAddr.of(SipUri.of("peer", IpLiteral.host(at.getAddress()), at.getPort()));
    this.self = new PeerIdentity(aor, at, where.transports().getFirst());
    tag = random();
  }

  /** A peer at the first address of a simulated host: UDP and TCP, port 5060. */
  public static ScriptedPeer on(SimHost host) {
    return start(host, Listen.sip(host.address().getHostAddress(), SIP_PORT));
  }

  /**
   * A peer on any host.
   *
   * @param where a numeric address; port 0 takes any free port
   */
  public static ScriptedPeer start(Host host, Listen where) {
    var network = host.attach("scripted-peer");
    try {
      return new ScriptedPeer(network, where);
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  // --- who, where, how long ---

  /** Where it listens, as {@code host:port}. */
  public String address() {
    var via = self.via("none");
    return via.host() + ":" + self.at().getPort();
  }

  /** The port where it listens. */
  public int port() {
    return self.at().getPort();
  }

  /** Its address of record, for From of requests that begin a conversation. */
  public ScriptedPeer identity(String aor) {
    self = self.aor(NameAddr.parse(aor));
    return this;
  }

  /** New requests go by this transport from now on; default is the first that it listens on. */
  public ScriptedPeer over(TransportKind kind) {
    self = self.kind(kind);
    ways.clear();
    return this;
  }

  /**
   * Requests that begin a conversation go to this place, a proxy; default: where their URI says.
   */
  public ScriptedPeer towards(String host, int port) {
    terms = new Terms(terms.patience(), new InetSocketAddress(wire.resolve(host), port));
    return this;
  }

  /** How long an expectation waits; default 40 s, of simulated time in a simulated world. */
  public ScriptedPeer patience(Duration longest) {
    terms = new Terms(longest.toNanos(), terms.towards());
    return this;
  }

  /** Skips messages of these kinds from now on: methods, or status codes as text. */
  public ScriptedPeer ignore(String... kinds) {
    ignored.addAll(List.of(kinds));
    return this;
  }

  /** Uses this To tag in responses, or this From tag in new conversations, from now on. */
  public ScriptedPeer tag(String other) {
    tag = other;
    var dialog = dialogs.get(callId);
    if (dialog != null) {
      dialog.localTag(other);
    }
    return this;
  }

  // --- receiving ---

  /** Waits for a request; a repetition of one that was taken before does not count. */
  public ScriptedPeer expect(String method) {
    await(List.of(method), false);
    return this;
  }

  /** Waits for a request and looks at it. */
  public ScriptedPeer expect(String method, Consumer<SipRequest> look) {
    return expect(method).look(() -> look.accept(request()));
  }

  /** Waits for a response with this status code. */
  public ScriptedPeer expect(int status) {
    await(List.of(Integer.toString(status)), false);
    return this;
  }

  /** Waits for a response with this status code and looks at it. */
  public ScriptedPeer expect(int status, Consumer<SipResponse> look) {
    return expect(status).look(() -> look.accept(response()));
  }

  /** Waits for a repetition of a request that was taken before. */
  public ScriptedPeer expectAgain(String method) {
    await(List.of(method), true);
    return this;
  }

  /** Waits for a repetition of a response that was taken before. */
  public ScriptedPeer expectAgain(int status) {
    await(List.of(Integer.toString(status)), true);
    return this;
  }

  /** Waits for several messages in whatever order they come: methods, or status codes as text. */
  public ScriptedPeer expectInAnyOrder(String... kinds) {
    var open = new ArrayList<>(List.of(kinds));
    while (!open.isEmpty()) {
      open.remove(await(open, false));
    }
    return this;
  }

  /** Loses the next {@code count} copies of a request, as a bad network would. */
  public ScriptedPeer drop(String method, int count) {
    for (int i = 0; i < count; i++) {
      var arrival = take("a " + method + " to lose");
      if (!arrival.kind().equals(method)) {
        throw failed("expected " + method + " to lose, but got " + line(arrival.message()));
      }
      ladder.note(arrival.nanos(), "(lost) " + line(arrival.message()));
    }
    return this;
  }

  /** Waits; fails if anything arrives meanwhile, repetitions included. */
  public ScriptedPeer silence(Duration time) {
    var arrival = wire.next(time.toNanos());
    if (arrival != null) {
      throw failed("expected silence for " + time + ", but got " + line(arrival.message()));
    }
    ladder.note(wire.nanos(), "(silence for " + time + ")");
    return this;
  }

  /** Looks at the text of a header field of the message that was received last. */
  public ScriptedPeer header(String name, Consumer<String> look) {
    var text = last().headers().text(name);
    if (text.isEmpty()) {
      throw failed(line(last()) + " has no " + name);
    }
    return look(() -> look.accept(text.get()));
  }

  /** Looks at the message that was received last. */
  public ScriptedPeer check(Consumer<SipMessage> look) {
    return look(() -> look.accept(last()));
  }

  /** The message that was received last. */
  public SipMessage last() {
    var arrival = history.last();
    if (arrival == null) {
      throw failed("nothing was received yet");
    }
    return arrival.message();
  }

  /** The request that was received last. */
  public SipRequest request() {
    return (SipRequest) last();
  }

  /** The response that was received last. */
  public SipResponse response() {
    return (SipResponse) last();
  }

  /** All messages that were taken so far, repetitions excluded. */
  public List<SipMessage> received() {
    return history.received();
  }

  /** What has happened so far, one line for each message. */
  public String ladder() {
    return ladder.toString();
  }

  private ScriptedPeer look(Runnable look) {
    try {
      look.run();
    } catch (AssertionError e) {
      var failure = failed("a look at " + line(last()) + " found: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
    return this;
  }

  /** Waits for one of these kinds; returns which. */
  private String await(List<String> kinds, boolean again) {
    String wish = "expected " + String.join(" or ", kinds) + (again ? " again" : "");
    long until = wire.nanos() + terms.patience();
    while (true) {
      var arrival = take(wish, until - wire.nanos());
      boolean known = history.isAgain(arrival);
      if (kinds.contains(arrival.kind()) && known == again) {
        taken(arrival);
        return arrival.kind();
      }
      if (known || ignored.contains(arrival.kind()) || arrival.kind().equals("100")) {
        ladder.note(arrival.nanos(), (known ? "(again) " : "(ignored) ") + line(arrival.message()));
      } else {
        throw failed(wish + ", but got " + line(arrival.message()));
      }
    }
  }

  private PeerArrival take(String wish) {
    return take(wish, terms.patience());
  }

  private PeerArrival take(String wish, long nanos) {
    var arrival = nanos > 0 ? wire.next(nanos) : null;
    if (arrival == null) {
      String garbage = wire.takeGarbage();
      throw failed(wish + ", but " + (garbage.isEmpty() ? "nothing arrived in time" : garbage));
    }
    return arrival;
  }

  private void taken(PeerArrival arrival) {
    ladder.received(arrival.nanos(), line(arrival.message()));
    history.take(arrival);
    var message = arrival.message();
    callId = message.callId();
    ways.put(callId, arrival.flow());
    switch (message) {
      case SipRequest request ->
          dialogs.computeIfAbsent(callId, id -> PeerDialog.answer(request, tag)).received(request);
      case SipResponse response -> {
        var dialog = dialogs.get(callId);
        if (dialog != null) {
          dialog.received(response);
        }
      }
    }
  }

  // --- answering ---

  /** Answers the request that was received last. */
  public ScriptedPeer reply(int status) {
    return reply(status, response -> {});
  }

  /** Answers the request that was received last, with a session description. */
  public ScriptedPeer reply(int status, SessionDescription sdp) {
    return reply(status, with(sdp));
  }

  /** Answers the request that was received last; {@code edit} changes the response. */
  public ScriptedPeer reply(int status, Consumer<SipResponse.Builder> edit) {
    return reply(requestToAnswer(history.last()), status, edit);
  }

  /** Answers the last request of a method, though others came later: INVITE after its CANCEL. */
  public ScriptedPeer replyTo(String method, int status) {
    return replyTo(method, status, response -> {});
  }

  /** As {@link #replyTo(String, int)}; {@code edit} changes the response. */
  public ScriptedPeer replyTo(String method, int status, Consumer<SipResponse.Builder> edit) {
    return reply(requestToAnswer(history.last(method)), status, edit);
  }

  /** Answers the request that was received last with a garbled response. */
  public ScriptedPeer replyGarbled(int status, UnaryOperator<String> garble) {
    var arrival = requestToAnswer(history.last());
    var response = response(arrival, status, builder -> {});
    return out(status + " garbled", garbled(response, garble), arrival.flow());
  }

  private PeerArrival requestToAnswer(@Nullable PeerArrival arrival) {
    if (arrival == null || !(arrival.message() instanceof SipRequest)) {
      throw failed("there is no request to answer");
    }
    return arrival;
  }

  private ScriptedPeer reply(PeerArrival arrival, int status, Consumer<SipResponse.Builder> edit) {
    var response = response(arrival, status, edit);
    return out(response, arrival.flow().forResponse(response));
  }

  private SipResponse response(
      PeerArrival arrival, int status, Consumer<SipResponse.Builder> edit) {
    var request = (SipRequest) arrival.message();
    var builder = SipResponse.to(request, Status.of(status));
    if (status > 100 && request.to().tag().isEmpty()) {
      var dialog = dialogs.get(request.callId());
      builder.set(HeaderName.TO, request.to().withTag(dialog == null ? tag : dialog.localTag()));
    }
    if (status > 100 && status < 300) {
      builder.copy(request.headers(), HeaderName.RECORD_ROUTE);
      if (!request.method().equals(Method.BYE) && !request.method().equals(Method.CANCEL)) {
        builder.set(HeaderName.CONTACT, Contact.of(contact(arrival)));
      }
    }
    edit.accept(builder);
    return builder.build();
  }

  private SipUri contact(PeerArrival arrival) {
    return self.kind(arrival.flow().kind()).contact();
  }

  // --- sending ---

  /** Sends a request of the conversation; ACK and CANCEL belong to the INVITE that was sent. */
  public ScriptedPeer send(String method) {
    return send(method, request -> {});
  }

  /** Sends a request of the conversation with a session description. */
  public ScriptedPeer send(String method, SessionDescription sdp) {
    return send(method, with(sdp));
  }

  /** Sends a request of the conversation; {@code edit} changes it. */
  public ScriptedPeer send(String method, Consumer<SipRequest.Builder> edit) {
    var request = next(method, edit);
    dialog().sent(request);
    return out(request, way(request));
  }

  /** Sends a request of the conversation, garbled. */
  public ScriptedPeer sendGarbled(String method, UnaryOperator<String> garble) {
    var request = next(method, builder -> {});
    return out(method + " garbled", garbled(request, garble), way(request));
  }

  /** Begins a conversation with a request to a URI. */
  public ScriptedPeer begin(String method, String uri) {
    return begin(method, uri, request -> {});
  }

  /** Begins a conversation with a request that has a session description. */
  public ScriptedPeer begin(String method, String uri, SessionDescription sdp) {
    return begin(method, uri, with(sdp));
  }

  /** Begins a conversation with a request to a URI; {@code edit} changes it. */
  public ScriptedPeer begin(String method, String uri, Consumer<SipRequest.Builder> edit) {
    callId = random() + "@" + self.at().getHostString();
    tag = random();
    dialogs.put(callId, PeerDialog.begin(callId, self.aor().withTag(tag), Uri.parse(uri)));
    return send(method, edit);
  }

  /** Sends a message as it is, where the last one of its Call-ID went or came from. */
  public ScriptedPeer sendMessage(SipMessage message) {
    var way = ways.get(message.callId());
    if (way == null) {
      throw failed("no message with this Call-ID was sent or received");
    }
    return out(message, way);
  }

  /** Sends the last message of a kind once more: a method, or a status code as text. */
  public ScriptedPeer again(String kind) {
    return again(history.lastSent(kind));
  }

  /** Sends the last message once more. */
  public ScriptedPeer again() {
    return again(history.lastSent());
  }

  private ScriptedPeer again(PeerHistory.@Nullable Sent sent) {
    if (sent == null) {
      throw failed("no such message was sent");
    }
    return out("again", sent.bytes(), sent.flow());
  }

  /** Sends bytes that need not be SIP to a place, by the transport in use. */
  public ScriptedPeer sendBytes(String host, int port, byte[] bytes) {
    return out(
        bytes.length + " bytes", bytes, flow(new InetSocketAddress(wire.resolve(host), port)));
  }

  /** Waits before the next step. */
  public ScriptedPeer after(Duration time) {
    wire.sleep(time.toNanos());
    return this;
  }

  /** Closes its connections; the next request over TCP opens another one. */
  public ScriptedPeer disconnect() {
    int count = wire.ask(wire::disconnect);
    ladder.note(wire.nanos(), "(closes " + count + " connections)");
    return this;
  }

  private PeerDialog dialog() {
    var dialog = dialogs.get(callId);
    if (dialog == null) {
      throw failed("there is no conversation yet: use begin");
    }
    return dialog;
  }

  private SipRequest next(String method, Consumer<SipRequest.Builder> edit) {
    var builder = dialog().request(Method.of(method), self, "z9hG4bK" + random());
    edit.accept(builder);
    return builder.build();
  }

  /** Where the conversation's last message went or came from, else where the URI says. */
  private PeerFlow way(SipRequest request) {
    var known = ways.get(request.callId());
    if (known != null) {
      return known;
    }
    var towards = terms.towards();
    var way = flow(towards != null ? towards : place(request));
    ways.put(request.callId(), way);
    return way;
  }

  private InetSocketAddress place(SipRequest request) {
    var route = request.headers().get(HeaderName.ROUTE).map(NameAddr::uri);
    if (route.orElse(request.requestUri()) instanceof SipUri uri) {
      return new InetSocketAddress(wire.resolve(uri.host()), uri.port().orElse(SIP_PORT));
    }
    throw failed("nobody knows where " + request.requestUri() + " is: use towards");
  }

  private PeerFlow flow(InetSocketAddress remote) {
    return wire.ask(() -> wire.flowTo(self.kind(), remote));
  }

  private ScriptedPeer out(SipMessage message, PeerFlow flow) {
    var bytes = message.toBytes();
    history.sent(PeerArrival.kind(message), new PeerHistory.Sent(bytes, flow));
    return out(line(message), bytes, flow);
  }

  private ScriptedPeer out(String what, byte[] bytes, PeerFlow flow) {
    String fault =
        wire.ask(
            () -> {
              String reason = flow.send(bytes);
              return reason == null ? "" : " (not sent: " + reason + ")";
            });
    ladder.sent(wire.nanos(), what + fault);
    return this;
  }

  private static byte[] garbled(SipMessage message, UnaryOperator<String> garble) {
    String text = new String(message.toBytes(), StandardCharsets.UTF_8);
    return garble.apply(text).getBytes(StandardCharsets.UTF_8);
  }

  private static <B extends MessageBuilder<B>> Consumer<B> with(SessionDescription sdp) {
    return builder -> builder.body(MediaType.APPLICATION_SDP, sdp.toBytes());
  }

  private String random() {
    return wire.ask(() -> Long.toHexString(network.loop().random().nextLong()));
  }

  private static String line(SipMessage message) {
    return message.startLine();
  }

  // --- beside the test ---

  /**
   * Plays a script beside the test, on a user thread of its own; {@link #finish} tells how it
   * ended. One at a time.
   */
  public ScriptedPeer play(Consumer<ScriptedPeer> script) {
    background.play(() -> script.accept(this));
    return this;
  }

  /** Waits for the script that is played; fails if it failed. */
  public ScriptedPeer finish() {
    background.finish();
    return this;
  }

  private AssertionError failed(String why) {
    return ladder.failure("scripted peer " + self.aor().uri(), why);
  }

  /** Closes its sockets; fails if a played script had failed and nobody has asked. */
  @Override
  public void close() {
    network.close();
    background.end();
  }

  @Override
  public String toString() {
    return "scripted peer " + address();
  }
}
