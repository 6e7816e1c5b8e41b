package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.dns.NextHop;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.net.DtlsCertificates;
import org.offhook.net.DtlsSettings;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.transaction.Bench;
import org.offhook.transaction.PeerRequests;

/** DTLS associations as flows (RFC 3261 §18): found and lost like connections. */
class DtlsFlowTest {

  private static final String HERE = "10.0.0.1";
  private static final String THERE = "10.0.0.2";

  private final SimWorld world = new SimWorld(1);
  private final SimHost there = world.host("bob", THERE);
  private final Network mine = world.host("alice", HERE).attach("alice");
  private final Network theirs = there.attach("bob");
  private final List<SipRequest> arrived = new ArrayList<>();
  private final List<Flow> arrivedOn = new ArrayList<>();
  private final List<SipResponse> answers = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private TransportLayer alice = layer(mine, "alice", TransportSettings.defaults());
  private final TransportLayer bob = layer(theirs, "bob", TransportSettings.defaults());

  @AfterEach
  void close() {
    world.close();
  }

  private TransportLayer layer(Network network, String name, TransportSettings settings) {
    var layer = new TransportLayer(network, settings.withTls(DtlsCertificates.settings(name)));
    layer.receiver(
        new MessageReceiver() {
          @Override
          public void request(SipRequest request, Flow flow) {
            arrived.add(request);
            arrivedOn.add(flow);
          }

          @Override
          public void response(SipResponse response, Flow flow) {
            answers.add(response);
          }
        });
    return layer;
  }

  private void with(TransportSettings settings) {
    alice = layer(mine, "alice", settings);
  }

  private void listen() {
    world.onLoop(mine, () -> alice.listen(TransportKind.DTLS, HERE, 5061));
    world.onLoop(theirs, () -> bob.listen(TransportKind.DTLS, THERE, 5061));
  }

  private Flow toBob() {
    return world.onLoop(mine, () -> alice.flowTo(hop("bob.example")));
  }

  private static NextHop hop(String domain) {
    return new NextHop(TransportKind.DTLS, new InetSocketAddress(THERE, 5061), domain);
  }

  private static byte[] options(String branch) {
    return PeerRequests.over("DTLS-UDP", branch, Method.OPTIONS).build().toBytes();
  }

  private void send(Flow flow, byte[] message) {
    world.onLoop(mine, () -> flow.send(message, failures::add));
  }

  private void advance(long millis) {
    world.advance(Duration.ofMillis(millis));
  }

  @Test
  @Rfc("NET-45")
  void nothingOfDtlsIsThereUntilItIsAskedFor() {
    world.onLoop(mine, () -> alice.listen(List.of(TransportKind.UDP, TransportKind.TCP), HERE, 0));
    advance(1);
    assertThat(world.alive()).hasSize(2);
    assertThat(world.onLoop(mine, alice::listening)).noneMatch(one -> one.kind().secure());
    world.onLoop(mine, () -> alice.listen(TransportKind.DTLS, HERE, 5061));
    assertThat(world.onLoop(mine, alice::listening))
        .extracting(Listening::toString)
        .contains("dtls:10.0.0.1:5061");
  }

  @Test
  void whatIsSentDuringTheHandshakeWaitsAndAllTakeOneAssociation() {
    listen();
    var first = options("z9hG4bK1");
    send(toBob(), first);
    send(toBob(), first);
    send(toBob(), options("z9hG4bK2"));
    assertThat(toBob().established()).isFalse();
    advance(100);
    send(toBob(), options("z9hG4bK3"));
    advance(10);
    assertThat(arrived)
        .extracting(request -> request.topVia().branch().orElse(""))
        .containsExactly("z9hG4bK1", "z9hG4bK2", "z9hG4bK3");
    assertThat(alice.connections()).isEqualTo(1);
    assertThat(arrived.getFirst().topVia().transport()).isEqualTo("DTLS-UDP");
    assertThat(arrivedOn.getFirst().kind().reliable()).isFalse();
    assertThat(toBob().sentBy()).hasToString("10.0.0.1:5061");
    assertThat(toBob().tls()).isNotNull();
  }

  @Test
  void anotherDomainIsAnotherAssociationWithItsOwnCheck() {
    listen();
    send(toBob(), options("z9hG4bK1"));
    var other = world.onLoop(mine, () -> alice.flowTo(hop("carol.example")));
    send(other, options("z9hG4bK2"));
    advance(100);
    assertThat(arrived).hasSize(1);
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).startsWith("wrong name: expected carol.example");
  }

  @Test
  void aHandshakeThatFailsIsToldToAllThatWaitAndTheNextBeginsAnew() {
    var flow = toBob();
    var lost = new ArrayList<String>();
    world.onLoop(mine, () -> flow.join((gone, reason) -> lost.add(reason)));
    send(flow, options("z9hG4bK1"));
    send(flow, options("z9hG4bK2"));
    advance(16_001);
    assertThat(failures).hasSize(2).allMatch(reason -> reason.startsWith("no answer"));
    assertThat(lost).hasSize(1);
    assertThat(flow.isAlive()).isFalse();
    assertThat(flow.established()).isFalse();
    assertThat(world.alive()).isEmpty();
    listen();
    send(toBob(), options("z9hG4bK3"));
    advance(100);
    assertThat(arrived).hasSize(1);
  }

  @Test
  void soManyMessagesWaitAndNoMore() {
    with(TransportSettings.defaults().withDtls(DtlsSettings.DEFAULT.withQueue(2)));
    var flow = toBob();
    for (int i = 0; i < 3; i++) {
      send(flow, options("z9hG4bK" + i));
    }
    advance(1);
    assertThat(failures).containsExactly("too many messages wait for the DTLS handshake");
  }

  @Test
  void anIdleAssociationIsClosedButNotWhileItIsUsed() {
    listen();
    var flow = toBob();
    FlowUser user = (gone, reason) -> failures.add(reason);
    send(flow, options("z9hG4bK1"));
    world.onLoop(mine, () -> flow.join(user));
    advance(100);
    world.onLoop(theirs, () -> arrivedOn.getFirst().join((gone, reason) -> failures.add(reason)));
    advance(1_000_000);
    assertThat(flow.isAlive()).isTrue();
    world.onLoop(mine, () -> flow.leave(user));
    advance(240_000);
    assertThat(flow.isAlive()).isFalse();
    assertThat(failures).as("the peer's user hears of it").containsExactly("closed by peer");
    assertThat(alice.connections() + bob.connections()).isZero();
  }

  @Test
  void soManyAssociationsAndNoMore() {
    with(
        TransportSettings.defaults().withConnections(new TransportSettings.ConnectionLimits(1, 1)));
    listen();
    send(toBob(), options("z9hG4bK1"));
    var other = world.onLoop(mine, () -> alice.flowTo(hop(THERE)));
    send(other, options("z9hG4bK2"));
    advance(100);
    assertThat(arrived).hasSize(1);
    assertThat(failures).containsExactly("the limit of 1 DTLS associations is reached");
  }

  private void answer(int index) {
    var request = arrived.get(index);
    world.onLoop(
        theirs,
        () ->
            bob.respond(
                Bench.answer(request, 200, "b1"), request, arrivedOn.get(index), failures::add));
    advance(100);
  }

  @Test
  void aResponseTakesTheAssociationThatTheRequestCameBy() {
    listen();
    var request =
        PeerRequests.plain(Method.OPTIONS)
            .set(HeaderName.VIA, PeerRequests.via("DTLS-UDP", HERE, 5061, "z9hG4bK1"))
            .build();
    send(toBob(), request.toBytes());
    advance(100);
    answer(0);
    assertThat(answers).hasSize(1);
    assertThat(bob.connections()).isEqualTo(1);
    // that one is gone: a new one goes to the port of the Via
    world.onLoop(mine, () -> ((DtlsFlow) alice.flowTo(hop("bob.example"))).close("test"));
    advance(100);
    assertThat(bob.connections()).isZero();
    answer(0);
    assertThat(answers).hasSize(2);
    assertThat(bob.connections()).isEqualTo(1);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatIsNoSipIsIgnored() {
    listen();
    send(toBob(), "\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(toBob(), new byte[] {0});
    advance(100);
    assertThat(bob.counters().ignored()).isEqualTo(2);
    assertThat(bob.counters().malformed()).isZero();
  }

  @Test
  void closingTheSocketEndsItsAssociations() {
    listen();
    send(toBob(), options("z9hG4bK1"));
    advance(100);
    var socket = world.onLoop(theirs, bob::listening).getFirst();
    world.onLoop(theirs, () -> bob.close(socket));
    advance(100);
    assertThat(alice.connections()).isZero();
    world.onLoop(mine, () -> alice.close());
    assertThat(world.alive()).isEmpty();
  }
}
