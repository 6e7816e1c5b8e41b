package org.offhook.transaction;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.NextHop;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.transport.Flow;
import org.offhook.transport.ListenResult;
import org.offhook.transport.TransportLayer;
import org.offhook.transport.TransportSettings;

/** One endpoint's lower layers on a simulated host, beside a scripted peer that sees raw bytes. */
public final class Bench implements AutoCloseable {

  /** The endpoint under test. */
  public static final String LOCAL = "10.0.0.1";

  /** The peer. */
  public static final String PEER = "10.0.0.2";

  public final SimWorld world = new SimWorld(1);
  public final SimHost host = world.host("alice", LOCAL);
  public final Network network = host.attach("alice");
  public final TransportLayer transport;
  public final TransactionLayer layer;
  public final RawPeer peer;
  public final Log log = new Log();

  public Bench() {
    this(TransportSettings.defaults(), TransactionLimits.DEFAULT);
  }

  public Bench(TransportSettings settings, TransactionLimits limits) {
    world.network().all().latency(Duration.ZERO);
    peer = new RawPeer(world, PEER);
    transport = new TransportLayer(network, settings);
    layer = onLoop(() -> new TransactionLayer(network.loop(), transport, Timers.DEFAULT, limits));
    onLoop(() -> transport.listen(List.of(TransportKind.UDP, TransportKind.TCP), LOCAL, 5060));
    layer.observe(log);
  }

  /** Everything that the transactions did, as text. */
  public static final class Log implements TransactionObserver {
    public final List<String> states = new ArrayList<>();
    public final List<Step> steps = new ArrayList<>();

    @Override
    public void changed(Transaction transaction, String from, String to) {
      if (!transaction.method().equals(Method.CANCEL)) {
        states.add(to);
      }
    }

    @Override
    public void step(Transaction transaction, Step step) {
      steps.add(step);
    }
  }

  /** Runs {@code body} on the endpoint's loop and returns its result. */
  public <T> T onLoop(Supplier<T> body) {
    T result = world.onLoop(network, body::get);
    world.advance(Duration.ZERO);
    return result;
  }

  /** Runs {@code body} on the endpoint's loop. */
  public void act(Runnable body) {
    world.onLoop(network, body::run);
    world.advance(Duration.ZERO);
  }

  public void advance(long millis) {
    world.advance(Duration.ofMillis(millis));
  }

  /** Advances to {@code millis} after the start of the world. */
  public void advanceTo(long millis) {
    world.advance(Duration.ofMillis(millis).minus(world.now()));
  }

  public long now() {
    return world.now().toMillis();
  }

  public Flow udp() {
    return onLoop(() -> transport.flowTo(hop(TransportKind.UDP, PEER, 5060)));
  }

  public Flow tcp() {
    return onLoop(() -> transport.flowTo(hop(TransportKind.TCP, PEER, 5060)));
  }

  public static NextHop hop(TransportKind kind, String address, int port) {
    return NextHop.of(kind, address(address, port));
  }

  public static InetSocketAddress address(String literal, int port) {
    InetAddress address = Objects.requireNonNull(IpLiteral.parse(literal));
    return new InetSocketAddress(address, port);
  }

  public InviteClientTransaction invite(Flow flow, ClientUser user) {
    return onLoop(() -> layer.invite(request(Method.INVITE).build(), flow, user));
  }

  public NonInviteClientTransaction options(Flow flow, ClientUser user) {
    return (NonInviteClientTransaction)
        onLoop(() -> layer.request(request(Method.OPTIONS).build(), flow, user));
  }

  /** A request of alice without Via. */
  public static SipRequest.Builder request(Method method) {
    return SipRequest.builder(method, SipUri.parse("sip:bob@" + PEER))
        .set(HeaderName.FROM, NameAddr.of(SipUri.parse("sip:alice@example.com")).withTag("a1"))
        .set(HeaderName.TO, NameAddr.of(SipUri.parse("sip:bob@example.com")))
        .set(HeaderName.CALL_ID, "call-1@example.com")
        .set(HeaderName.CSEQ, new CSeq(7, method));
  }

  /** A response as the peer would make it. */
  public static SipResponse answer(SipRequest request, int code, @Nullable String tag) {
    var response = SipResponse.to(request, Status.of(code));
    if (tag != null) {
      response.set(HeaderName.TO, request.to().withTag(tag));
    }
    return response.build();
  }

  public ListenResult listen(String local, int port) {
    return onLoop(() -> transport.listen(TransportKind.UDP, local, port));
  }

  @Override
  public void close() {
    act(transport::close);
    network.close();
    world.close();
  }
}
