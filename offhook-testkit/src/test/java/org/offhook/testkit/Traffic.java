package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;

/** Two hosts that talk, and a list of what happened, for the tests of the simulated network. */
final class Traffic {

  final SimWorld world;
  final SimHost alice;
  final SimHost bob;
  final Network a;
  final Network b;
  final List<String> events = new ArrayList<>();

  Traffic(SimWorld world) {
    this.world = world;
    alice = world.host("alice", "10.0.0.1", "2001:db8::1");
    bob = world.host("bob", "10.0.0.2", "2001:db8::2");
    a = alice.attach("a");
    b = bob.attach("b");
  }

  void event(String what) {
    events.add(world.now().toMillis() + " " + what);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A port of Bob's that writes down what arrives. */
  DatagramPort receiver() {
    return world.onLoop(
        b,
        () ->
            b.bindDatagram(
                bob.address(5060),
                (port, from, payload) -> event(new String(payload, StandardCharsets.UTF_8))));
  }

  /** A port of Alice's; it writes down what the network says about lost datagrams. */
  DatagramPort sender() {
    return world.onLoop(
        a,
        () ->
            a.bindDatagram(
                alice.address(5060),
                new DatagramHandler() {
                  @Override
                  public void received(DatagramPort port, InetSocketAddress from, byte[] payload) {
                    event("answer");
                  }

                  @Override
                  public void unreachable(
                      DatagramPort port, InetSocketAddress remote, String reason) {
                    event(reason);
                  }
                }));
  }

  @Nullable String send(DatagramPort from, String text) {
    return world.<@Nullable String>onLoop(a, () -> from.send(bob.address(5060), bytes(text)));
  }

  StreamListener listen(StreamHandler handler) {
    return world.onLoop(b, () -> b.listenStream(bob.address(5060), connection -> handler));
  }

  StreamConnection connect(StreamHandler handler) {
    return world.onLoop(a, () -> a.connectStream(alice.address(), bob.address(5060), handler));
  }

  boolean write(StreamConnection connection, String text) {
    return world.onLoop(a, () -> connection.write(bytes(text)));
  }

  Peer peer(String name) {
    return new Peer(this, name);
  }
}
