package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.ExosipOption.ENABLE_REUSE_TCP_PORT;
import static org.offhook.exosip.ExosipOption.SET_DSCP;
import static org.offhook.exosip.ExosipOption.SET_OC_LOCAL_ADDRESS;
import static org.offhook.exosip.ExosipOption.SET_OC_PORT_RANGE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.net.NetworkSettings;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Contexts on this machine: options of sockets, selectors and threads. */
@Timeout(60)
@ExtendWith(SimWorldExtension.class)
class SystemOptionsTest {

  private static final String HERE = "127.0.0.1";

  private static int listen(Exosip exosip, int transport) {
    exosip.listenAddr(transport, HERE, 0, Exosip.IPV4, false);
    return exosip.listening().getLast().address().getPort();
  }

  private static void send(Exosip exosip, String target) {
    exosip
        .message()
        .sendRequest(exosip.message().buildRequest("MESSAGE", target, "sip:alice@a.example", null));
  }

  /** Where a connection of this context comes from. */
  private static InetSocketAddress source(Exosip exosip) throws IOException {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      send(exosip, "sip:bob@" + HERE + ":" + server.getLocalPort() + ";transport=tcp");
      try (var connection = server.accept()) {
        return (InetSocketAddress) Objects.requireNonNull(connection.getRemoteSocketAddress());
      }
    } finally {
      exosip.quit(Duration.ZERO);
    }
  }

  @Test
  void option15IsTheDscpOfTheSockets() {
    var exosip = new Exosip();
    assertThat(trafficClass(exosip)).isEqualTo(NetworkSettings.AF31 << 2);
    exosip.setOption(SET_DSCP, NetworkSettings.CS5);
    assertThat(trafficClass(exosip)).isEqualTo(NetworkSettings.CS5 << 2);
    listen(exosip, Exosip.UDP);
    refusedNow(exosip);
    assertThat(trafficClass(exosip)).isEqualTo(NetworkSettings.CS5 << 2);
    exosip.quit();
    exosip.setOption(SET_DSCP, 0);
  }

  private static int trafficClass(Exosip exosip) {
    return Objects.requireNonNull(exosip.options.sockets).sockets().trafficClass();
  }

  private static void refusedNow(Exosip exosip) {
    for (Runnable late :
        new Runnable[] {
          () -> exosip.setOption(SET_DSCP, 0),
          () -> exosip.setOption(ENABLE_REUSE_TCP_PORT, 1),
          () -> exosip.setOption(SET_OC_LOCAL_ADDRESS, HERE),
          () -> exosip.setOption(SET_OC_PORT_RANGE, 20_000, 20_009)
        }) {
      assertThatThrownBy(late::run)
          .isInstanceOf(OsipErrors.OsipWrongState.class)
          .hasMessageContaining("before listening");
    }
  }

  @Test
  void aHostThatWasGivenHasItsOwnSockets(SimWorld world) {
    refusedNow(new Exosip(world.host("alice", "10.0.0.1")));
  }

  @Test
  void option21ConnectsFromTheListeningPort() throws Exception {
    var exosip = new Exosip();
    exosip.setOption(ENABLE_REUSE_TCP_PORT, 1);
    int port = listen(exosip, Exosip.TCP);
    assertThat(source(exosip).getPort()).isEqualTo(port);
  }

  @Test
  void option25IsTheAddressOfOutgoingConnections() throws Exception {
    var exosip = new Exosip();
    exosip.setOption(SET_OC_LOCAL_ADDRESS, "127.0.0.5");
    listen(exosip, Exosip.TCP);
    assertThat(source(exosip).getAddress().getHostAddress()).isEqualTo("127.0.0.5");
  }

  @Test
  void option26IsTheRangeOfOutgoingPorts() throws Exception {
    var exosip = new Exosip();
    exosip.setOption(SET_OC_PORT_RANGE, 23_100, 23_199);
    listen(exosip, Exosip.TCP);
    assertThat(source(exosip).getPort()).isBetween(23_100, 23_199);

    var any = new Exosip();
    any.setOption(SET_OC_PORT_RANGE, 23_100, 23_199);
    any.setOption(SET_OC_PORT_RANGE, 0, 0);
    listen(any, Exosip.TCP);
    assertThat(source(any).getPort()).matches(port -> port < 23_100 || port > 23_199);
  }

  @Test
  void aSelectorWaitsForEvents() throws Exception {
    var bob = new Exosip();
    try (var selector = Selector.open()) {
      var key = bob.eventSocket().register(selector, SelectionKey.OP_READ);
      assertThat(bob.eventSocket()).isSameAs(key.channel());
      assertThat(selector.selectNow()).isZero();
      int port = listen(bob, Exosip.UDP);
      var alice = new Exosip();
      listen(alice, Exosip.UDP);
      for (int i = 0; i < 3; i++) {
        send(alice, "sip:bob@" + HERE + ":" + port);
        var come = selected(bob, selector);
        assertThat(come.type()).isEqualTo(EventType.MESSAGE_NEW);
        assertThat(bob.eventWait(0, 0)).isNull();
        assertThat(selector.selectNow()).as("all was taken").isZero();
        bob.message().sendAnswer(come.tid(), 200, null);
        bob.wakeupEvent();
        assertThat(selector.select(30_000)).as("woken").isOne();
        selector.selectedKeys().clear();
        while (selector.selectNow() > 0) {
          assertThat(bob.eventWait(0, 0)).isNull();
          selector.selectedKeys().clear();
        }
      }
      alice.quit(Duration.ZERO);
      bob.quit(Duration.ZERO);
      assertThat(key.channel().isOpen()).isFalse();
    }
  }

  private static ExosipEvent selected(Exosip exosip, Selector selector) throws IOException {
    while (selector.select(30_000) > 0) {
      selector.selectedKeys().clear();
      var event = exosip.eventWait(0, 0);
      if (event != null) {
        return event;
      }
    }
    throw new AssertionError("no event");
  }

  @Test
  void aWaitingConsumerIsWokenByAnotherThread() throws Exception {
    var exosip = new Exosip();
    listen(exosip, Exosip.UDP);
    for (int i = 0; i < 3; i++) {
      var waiting = CompletableFuture.supplyAsync(() -> exosip.eventWait(600, 0) == null);
      exosip.wakeupEvent();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
      var without = CompletableFuture.supplyAsync(() -> exosip.eventGet() == null);
      exosip.wakeupEvent();
      assertThat(without.get(30, TimeUnit.SECONDS)).isTrue();
    }
    exosip.quit();
  }

  @Test
  void anOptionMayBeSetOnTheLoop() throws Exception {
    var bob = new Exosip();
    int port = listen(bob, Exosip.UDP);
    var set = new CompletableFuture<Integer>();
    bob.setCbsipMessage(
        (message, received) ->
            set.complete(bob.setOption(ExosipOption.SET_HEADER_USER_AGENT, "Loop/1.0")));
    var alice = new Exosip();
    listen(alice, Exosip.UDP);
    send(alice, "sip:bob@" + HERE + ":" + port);
    assertThat(set.get(30, TimeUnit.SECONDS)).isZero();
    alice.quit(Duration.ZERO);
    bob.quit(Duration.ZERO);
  }

  @Test
  void theVersionIsKnown() {
    assertThat(Exosip.version()).matches("development|[0-9]+\\..*");
  }
}
