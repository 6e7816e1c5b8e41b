package org.offhook.transport;

import java.net.InetSocketAddress;
import org.offhook.loop.Loop;
import org.offhook.net.TransportKind;

/** A flow that cannot be had: sending on it fails with the reason, like on a refused connection. */
final class DeadFlow implements Flow {

  private final Loop loop;
  private final TransportKind kind;
  private final InetSocketAddress remote;
  private final String reason;

  DeadFlow(Loop loop, TransportKind kind, InetSocketAddress remote, String reason) {
    this.loop = loop;
    this.kind = kind;
    this.remote = remote;
    this.reason = reason;
  }

  @Override
  public TransportKind kind() {
    return kind;
  }

  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress(0);
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean isAlive() {
    return false;
  }

  @Override
  public boolean established() {
    return false;
  }

  @Override
  public SentBy sentBy() {
    return new SentBy("invalid.invalid", kind.defaultPort());
  }

  @Override
  public void send(byte[] message, SendListener listener) {
    loop.execute(() -> listener.sendFailed(reason));
  }

  @Override
  public void join(FlowUser user) {}

  @Override
  public void leave(FlowUser user) {}

  @Override
  public String toString() {
    return kind.label() + " to " + remote + " (" + reason + ")";
  }
}
