package org.offhook.testkit;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;

/** A UDP socket of a simulated host. */
final class SimDatagramPort implements DatagramPort {

  private static final int LARGEST = 65_507;

  private final SimAttachment owner;
  private final InetSocketAddress local;
  private final DatagramHandler handler;
  private boolean closed;

  SimDatagramPort(SimAttachment owner, InetSocketAddress local, DatagramHandler handler) {
    this.owner = owner;
    this.local = local;
    this.handler = handler;
  }

  SimAttachment owner() {
    return owner;
  }

  SimHost host() {
    return owner.host();
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public @Nullable String send(InetSocketAddress remote, byte[] payload) {
    owner.loop().assertOnLoop();
    if (closed) {
      return "socket closed";
    }
    if (remote.getAddress().getClass() != local.getAddress().getClass()) {
      return "address family of " + remote + " differs from the socket's";
    }
    if (payload.length > LARGEST) {
      return "message too long for a datagram: " + payload.length + " bytes";
    }
    var failure = owner.host().sendFailure();
    if (failure == null) {
      owner.network().send(this, remote, payload);
    }
    return failure;
  }

  @Override
  public boolean isBehind() {
    return owner.host().faults().isBehind;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {
    owner.loop().assertOnLoop();
    release();
  }

  void release() {
    closed = true;
    owner.host().release(this);
  }

  void received(SimPacket packet) {
    owner.loop().run(() -> handler.received(this, packet.from(), packet.payload()));
  }

  void unreachable(InetSocketAddress remote, String reason) {
    if (!closed) {
      owner.loop().run(() -> handler.unreachable(this, remote, reason));
    }
  }
}
